"""functions/change_subscription: a person's own daily report, by log-in, by a link, by what came back."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tally.domain.daily_report.end_link import write_token
from tally.domain.settings.setting import SettingAddress

from functions.change_subscription import handler
from tests.settings import writer
from tests.subscriptions import KEY, Shop

SAMPLE = json.loads(Path(handler.__file__).with_name("sample_event.json").read_text())
CONTEXT = SimpleNamespace(function_name="tally-change-subscription")
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


@pytest.fixture(autouse=True)
def shop(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shop:
    found = Shop()
    monkeypatch.setattr(handler, "changer", found.changer)
    monkeypatch.setattr(handler, "read_key", lambda _secret: KEY)
    monkeypatch.setenv("TALLY_LINK_SECRET", "link-key")
    return found


def call(method: str, *, groups: str = "[everybody]", verified: str = "true", **more: Any) -> tuple[int, Any]:
    event = json.loads(json.dumps(SAMPLE)) | more
    event["requestContext"]["http"]["method"] = method
    event["requestContext"]["authorizer"]["jwt"]["claims"] |= {
        "cognito:groups": groups,
        "email_verified": verified,
    }
    reply = handler.handle(event, CONTEXT)
    told = json.loads(reply["body"])
    assert "orders" in told.pop("offered", ["orders"])
    return reply["statusCode"], told


def follow(method: str, token: str) -> tuple[int, str]:
    event = {
        "rawPath": "/v1/unsubscribe",
        "queryStringParameters": {"token": token},
        "requestContext": {"http": {"method": method}},
    }
    reply = handler.handle(event, CONTEXT)
    assert "default-src 'none'" in reply["headers"]["content-security-policy"]
    return reply["statusCode"], reply["body"]


def return_mail(email: str) -> dict[str, Any]:
    bounce = {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": email}]}
    detail = {"eventType": "Bounce", "bounce": bounce, "mail": {}}
    return handler.handle({"source": "aws.ses", "detail-type": "Email Bounced", "detail": detail}, CONTEXT)


def test_before_anything_is_chosen_the_role_decides() -> None:
    nobody = {"email": "ada@shop.example", "hour": 8, "language": "fr", "kpis": [], "version": 0}
    assert call("GET") == (200, {**nobody, "weekdays": []})
    assert call("GET", groups="[executives]") == (200, {**nobody, "weekdays": DAYS})


def test_what_is_chosen_is_a_version_of_a_setting(shop: Shop) -> None:
    chosen = {"email": "ada@shop.example", "hour": 7, "language": "fr", "kpis": ["orders"]}
    assert call("PUT") == (200, {**chosen, "weekdays": ["monday"], "version": 1})
    assert call("GET")[1]["version"] == 1
    assert call("PUT", body='{"hour": 6}')[0] == 412
    status, later = call("PUT", body='{"hour": 6, "kpis": []}', headers={"if-match": '"1"'})
    assert (status, later["hour"], later["kpis"], later["weekdays"], later["version"]) == (
        200,
        6,
        [],
        DAYS,
        2,
    )
    assert shop.list_writers() == ["ada@shop.example"]


@pytest.mark.parametrize("body", ['{"hour": 24}', '{"email": "leo@shop.example"}', '{"kpis": ["x"]}', "[]"])
def test_what_cannot_be_chosen_is_told(body: str, shop: Shop) -> None:
    status, problem = call("PUT", body=body)
    assert (status, bool(problem["detail"])) == (400, True)
    assert shop.list_writers() == []


def test_who_has_no_role_or_no_verified_address_chooses_nothing() -> None:
    assert [call("PUT", groups="[]")[0], call("PUT", verified="false")[0]] == [403, 403]


def test_what_an_administrator_wrote_is_found_and_changed(shop: Shop) -> None:
    address = SettingAddress("subscription", "ada")
    writer(shop.settings).put(address, 'email = "Ada@shop.example"\nhour = 5')
    assert call("GET")[1]["hour"] == 5
    call("PUT", headers={"if-match": '"1"'})
    assert [(str(each.address), each.number) for each in shop.settings.list_newest("subscription")] == [
        ("subscription/ada", 2)
    ]


def test_a_look_at_the_link_asks_and_a_post_ends(shop: Shop) -> None:
    call("PUT")
    token = write_token(KEY, "ada@shop.example")
    status, page = follow("GET", token)
    assert (status, '<form method="post">' in page, shop.list_writers()) == (200, True, ["ada@shop.example"])
    assert follow("POST", token)[0] == follow("POST", token)[0] == 200
    ended = call("GET")[1]
    assert (ended["weekdays"], ended["hour"], ended["version"]) == ([], 7, 2)
    assert shop.list_writers() == ["the link of a mail"]


def test_a_link_that_is_not_ours_does_nothing(shop: Shop) -> None:
    bent = write_token(b"another", '"><img src=x onerror=alert(1)>@shop.example')
    status, page = follow("POST", bent)
    assert (status, "img" in page, shop.list_writers()) == (404, False, [])
    _, page = follow("GET", write_token(KEY, '"><img src=x onerror=alert(1)>@shop.example'))
    assert "<img" not in page


def test_a_mail_that_came_back_is_told_once_and_sent_no_more(shop: Shop) -> None:
    assert return_mail("chief@shop.example") == {"ended": 1}
    assert return_mail("Chief@shop.example") == {"ended": 0}
    [text] = shop.told
    assert "chief@shop.example" in text
    assert "delete-suppressed-destination" in text
    assert shop.list_writers() == ["SES: the mail bounced"]
