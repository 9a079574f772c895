"""The page on the emulator: a real log-in in Chromium, and what it and the API behind it refuse."""

import base64
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from cli.clients import Endpoint
from cli.demo_accounts import ACCOUNTS, PASSWORD
from cli.home import tally_home
from local import cloud
from tests.emulator import eventually
from tests.journeys.sdks.running import DRIVERS, chromium, install_packages, run_script

SOMEBODY = "everybody@demo.example"
ASKED = {"steps": ["Product Viewed", "Order Completed"]}


def call(emulator: Endpoint, token: str | None, **body: Any) -> httpx.Response:
    """A question, as the page asks it."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    url = f"{emulator.page_url}api/v1/reports/funnel"
    return httpx.post(url, headers=headers, timeout=60, **(body or {"json": ASKED}))


def log_in(emulator: Endpoint, pool: str, client: str, name: str) -> str:
    """The id token that Cognito gives to whoever knows the password."""
    given = emulator.client("cognito-idp").admin_initiate_auth(
        UserPoolId=pool,
        ClientId=client,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": PASSWORD},
    )
    return str(given["AuthenticationResult"]["IdToken"])


def log_in_here(emulator: Endpoint, name: str = SOMEBODY) -> str:
    outputs = emulator.outputs
    return log_in(emulator, outputs["UserPool"], outputs["UserPoolClient"], name)


def add_person(emulator: Endpoint, pool: str, name: str) -> None:
    cognito = emulator.client("cognito-idp")
    cognito.admin_create_user(UserPoolId=pool, Username=name, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username=name, Password=PASSWORD, Permanent=True)


def sign_again(emulator: Endpoint, token: str, changed: Mapping[str, Any]) -> str:
    """The token with other claims, signed by the pool's own key."""
    keys = cloud.locate_state(tally_home()).services / "cognito-pool-keys"
    pem = (keys / f"{emulator.outputs['UserPool']}-id.pem").read_bytes()
    key = serialization.load_pem_private_key(pem, password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    head, claims, _ = token.split(".")
    told = {**json.loads(base64.urlsafe_b64decode(claims + "==")), **changed}
    signed = f"{head}.{_encode(json.dumps(told).encode())}"
    return f"{signed}.{_encode(key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def test_somebody_logs_in_at_the_hosted_page(emulator: Endpoint) -> None:
    path = chromium()
    if path is None:
        pytest.skip("Chromium is missing: run `apt-get install chromium`")
    install_packages(print)
    job = {"url": emulator.page_url, "email": SOMEBODY, "wrong": "Flash-sale-2025", "right": PASSWORD}
    told = run_script(DRIVERS / "log_in.mjs", None, stdin=json.dumps(job), page=Path("none"))
    seen = json.loads(told)
    assert not seen["refused"]["url"].startswith(emulator.page_url)
    assert "Incorrect username or password" in seen["refused"]["text"]
    assert seen["address"].startswith(emulator.page_url)
    assert "code=" not in seen["address"]
    assert set(seen["hosts"]) == {urlsplit(str(url)).netloc for url in (emulator.url, emulator.aws_endpoint)}
    assert seen["complaints"] == []
    assert "token" not in seen["local"]
    assert seen["elsewhere"] == "TypeError"  # what a browser tells a page that may not read the answer


def test_a_demo_account_of_each_role_may_ask(emulator: Endpoint) -> None:
    for name in ACCOUNTS.values():
        assert call(emulator, log_in_here(emulator, name)).status_code in (200, 202, 503)


def test_only_a_good_token_of_our_pool_comes_to_the_function(emulator: Endpoint) -> None:
    token = log_in_here(emulator)
    now = int(time.time())
    assert call(emulator, sign_again(emulator, token, {"exp": now + 60})).status_code != 401
    assert call(emulator, sign_again(emulator, token, {"exp": now - 3600})).status_code == 401
    assert call(emulator, sign_again(emulator, token, {"aud": "another-client"})).status_code == 401
    assert call(emulator, f"{token[:-8]}AAAAAAAA").status_code == 401
    assert call(emulator, None).status_code == 401

    cognito = emulator.client("cognito-idp")
    other = cognito.create_user_pool(PoolName="another-shop")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=other, ClientName="theirs", ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    add_person(emulator, other, "eve@shop.example")
    assert call(emulator, log_in(emulator, other, client, "eve@shop.example")).status_code == 401


def test_who_has_no_role_is_told_and_it_is_logged(emulator: Endpoint) -> None:
    add_person(emulator, emulator.outputs["UserPool"], "new@shop.example")
    refused = call(emulator, log_in_here(emulator, "new@shop.example"))
    assert (refused.status_code, refused.headers["content-type"]) == (403, "application/problem+json")
    long = call(emulator, log_in_here(emulator), content=b'{"steps": ["' + b"x" * 70_000 + b'"]}')
    assert long.status_code == 413
    assert "64 KiB" in long.json()["detail"]

    logs = emulator.client("logs")

    def refusals() -> set[int] | None:
        events = logs.filter_log_events(logGroupName="/aws/lambda/tally-answer-report")["events"]
        told = [each["message"] for each in events if '"message":"refused"' in each["message"]]
        found = {int(json.loads(each)["status"]) for each in told}
        return found if {403, 413} <= found else None

    assert eventually(refusals)


def test_every_answer_of_the_origin_binds_the_browser(emulator: Endpoint) -> None:
    get: Callable[..., httpx.Response] = httpx.get
    page = get(emulator.page_url)
    for answer in (page, get(f"{emulator.page_url}config.json"), call(emulator, None)):
        assert "default-src 'none'; script-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["x-frame-options"] == "DENY"
    assert page.headers["cache-control"] == "no-cache"
    assert get(f"{emulator.page_url}assets/none/app.js").status_code == 403
