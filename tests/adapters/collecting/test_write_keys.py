"""Write keys in Secrets Manager, and how rarely they are asked for."""

import json
from dataclasses import dataclass, field
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from tally.adapters.collecting.write_keys import SecretWriteKeys
from tally.domain.errors import Misconfigured, TemporaryFailure


@dataclass
class CountingClient:
    """Answers with `secret`, or raises `failure`."""

    secret: str = json.dumps({"shop": "wk_1"})
    failure: Exception | None = None
    calls: int = 0

    def get_secret_value(self, SecretId: str) -> dict[str, Any]:  # noqa: N803  # AWS's name
        self.calls += 1
        if self.failure:
            raise self.failure
        return {"SecretString": self.secret}


@dataclass
class Keys:
    client: CountingClient = field(default_factory=CountingClient)
    now_s: float = 0.0

    def __post_init__(self) -> None:
        self.keys = SecretWriteKeys(self.client, "s", now_s=lambda: self.now_s)  # type: ignore[arg-type]  # a fake

    def after(self, seconds: float, key: str = "wk_1") -> str | None:
        self.now_s += seconds
        return self.keys.source_of(key)


def test_a_real_secret(aws: None) -> None:
    client = botocore.session.get_session().create_client("secretsmanager")
    client.create_secret(Name="keys", SecretString='{"shop":"wk_1","store":"wk_2"}')
    keys = SecretWriteKeys(client, "keys")
    assert [keys.source_of(key) for key in ("wk_1", "wk_2", "wk_3", "")] == ["shop", "store", None, None]


def test_a_missing_secret_is_for_the_operator(aws: None) -> None:
    client = botocore.session.get_session().create_client("secretsmanager")
    with pytest.raises(Misconfigured, match="read the write keys"):
        SecretWriteKeys(client, "keys").source_of("wk_1")


def test_a_known_key_is_asked_for_once_in_50_s() -> None:
    keys = Keys()
    assert [keys.after(seconds) for seconds in (0, 1, 48)] == ["shop"] * 3
    assert keys.client.calls == 1
    keys.after(2)
    assert keys.client.calls == 2


def test_two_keys_of_one_source_hold_side_by_side() -> None:
    keys = Keys(CountingClient('{"shop":["wk_new","wk_1"],"till":"wk_till"}'))
    assert [keys.after(0, key) for key in ("wk_new", "wk_1", "wk_till")] == ["shop", "shop", "till"]
    assert keys.client.calls == 1


@pytest.mark.parametrize("used_every_s", [1, 7, 49, 59])
def test_a_rotated_key_is_good_at_once_and_a_revoked_one_refused_within_a_minute(used_every_s: int) -> None:
    keys = Keys()
    assert keys.after(0) == "shop"
    keys.after(11)
    keys.client.secret = '{"shop":["wk_2","wk_1"]}'
    assert (keys.after(0, "wk_2"), keys.after(0, "wk_1")) == ("shop", "shop")
    keys.client.secret = '{"shop":"wk_2"}'
    revoked_at_s = last_taken_at_s = keys.now_s
    while keys.after(used_every_s):
        last_taken_at_s = keys.now_s
    assert last_taken_at_s - revoked_at_s < 60
    assert keys.after(0, "wk_2") == "shop"


def test_unknown_keys_ask_again_at_most_every_10_s() -> None:
    keys = Keys()
    for _ in range(50):
        assert keys.after(0.5, "guess") is None
    assert keys.client.calls == 3
    keys.client.secret = '{"shop":"wk_1","new":"wk_new"}'
    assert keys.after(10, "wk_new") == "new"


def test_keys_once_read_stay_good_while_secrets_manager_is_away() -> None:
    keys = Keys()
    keys.after(0)
    keys.client.failure = EndpointConnectionError(endpoint_url="https://secretsmanager")
    assert keys.after(120) == "shop"
    assert keys.after(1, "guess") is None
    assert keys.client.calls == 2


def test_no_key_outlives_an_hour_without_secrets_manager() -> None:
    keys = Keys()
    keys.after(0)
    keys.client.failure = EndpointConnectionError(endpoint_url="https://secretsmanager")
    assert [keys.after(600) for _ in range(5)] == ["shop"] * 5
    with pytest.raises(TemporaryFailure):
        keys.after(600)
    keys.client.failure = None
    assert keys.after(1) == "shop"


def test_without_any_key_read_it_is_a_failure() -> None:
    keys = Keys(
        CountingClient(failure=ClientError({"Error": {"Code": "ThrottlingException"}}, "GetSecretValue"))
    )
    with pytest.raises(TemporaryFailure):
        keys.after(0)


@pytest.mark.parametrize(
    "secret", ["wk_1", "[]", '{"shop":[]}', '{"shop":{}}', '{"shop":["a",1]}', '{"shop":""}', "null"]
)
def test_a_secret_of_another_shape_is_for_the_operator(secret: str) -> None:
    with pytest.raises(Misconfigured, match="source name: write key"):
        Keys(CountingClient(secret)).after(0)
