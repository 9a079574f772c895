"""`tally keys`: rotate, let both work, revoke; no key on the screen that was not just made."""

import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from click.testing import Result
from tally.domain.collecting.key_ring import read_key_ring

from cli.clients import Endpoint
from tests.cli.fake_tally import run

OLD = "oldKeyOfTheShop0000000000000abcd"


@pytest.fixture(autouse=True)
def secret(aws: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A Tally whose secret lies in moto, as this machine's: commands find it by its file."""
    monkeypatch.setenv("TALLY_HOME", str(tmp_path))
    client = boto3.client("secretsmanager")
    client.create_secret(Name="keys", SecretString=json.dumps({"shop": OLD}))
    Endpoint(
        region="eu-south-1",
        url="http://127.0.0.1:1",
        write_key=OLD,
        witness_url="http://127.0.0.1:1/w",
        outputs={"WriteKeysSecret": "keys"},
    ).save()
    return client


def keys(*words: str, typed: str | None = None) -> Result:
    return run(None, "keys", *words, typed=typed)


def ring() -> dict[str, tuple[str, ...]]:
    return dict(
        read_key_ring(boto3.client("secretsmanager").get_secret_value(SecretId="keys")["SecretString"])
    )


def test_the_list_shows_no_key() -> None:
    done = keys("--format", "json")
    assert done.exit_code == 0
    printed = done.stdout
    assert json.loads(printed) == [{"source": "shop", "key": "...abcd", "place": "newest"}]
    assert OLD not in printed


def test_rotate_then_revoke() -> None:
    done = keys("rotate", "shop")
    assert done.exit_code == 0
    new, old = ring()["shop"]
    printed = done.stdout
    assert (old, printed.count(new), printed.count(old)) == (OLD, 1, 0)
    assert len(new) == 32
    assert new.isalnum()
    assert Endpoint.load().write_keys() == {"shop": new}

    done = keys("revoke", "shop")
    assert done.exit_code == 0
    assert ring() == {"shop": (new,)}
    assert new not in done.stdout


def test_a_source_comes_and_goes() -> None:
    assert keys("add", "till").exit_code == 0
    assert set(ring()) == {"shop", "till"}
    assert keys("revoke", "till", "--all", "--yes").exit_code == 0
    assert ring() == {"shop": (OLD,)}


def test_one_key_by_its_end() -> None:
    keys("rotate", "shop")
    newest = ring()["shop"][0]
    assert keys("revoke", "shop", "--key", newest[-8:]).exit_code == 0
    assert ring() == {"shop": (OLD,)}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["add", "shop"], "tally keys rotate shop"),
        (["rotate", "til"], "There is no source til; there are shop"),
        (["revoke", "shop"], "one key only"),
        (["revoke", "shop", "--key", "abcd"], "--all"),
        (["revoke", "shop", "--key", "nope"], "No key of shop ends so: see in `tally keys`"),
        (["revoke", "shop", "--key", ""], "No key of shop ends so: see in `tally keys`"),
        (["revoke", "shop", "--key", "..."], "No key of shop ends so: see in `tally keys`"),
        (["revoke", "shop", "--all"], "no write key at all"),
    ],
)
def test_what_would_lock_the_shop_out_is_refused(words: list[str], says: str) -> None:
    done = keys(*words)
    assert done.exit_code == 2
    assert says in done.stderr
    assert ring() == {"shop": (OLD,)}


@pytest.mark.parametrize("name", ["", " ", "a b", "-x", ".x", "x" * 65, "caffè", "a,b", "x\n"])
def test_a_name_that_would_not_work_is_refused(name: str) -> None:
    done = keys("add", "--", name)
    assert done.exit_code == 2
    assert "1 to 64 letters, digits" in done.stderr
    assert ring() == {"shop": (OLD,)}


@pytest.mark.parametrize("name", ["t", "7-eleven", "till_2.it", "x" * 64])
def test_names_that_work(name: str) -> None:
    assert keys("add", name).exit_code == 0
    assert set(ring()) == {"shop", name}


def test_keys_that_end_alike_are_told_apart(secret: Any) -> None:
    secret.put_secret_value(SecretId="keys", SecretString=json.dumps({"shop": [OLD, "x-abcd"]}))
    done = keys("revoke", "shop", "--key", "...abcd")
    assert done.exit_code == 2
    assert "2 keys of shop end with abcd: give more" in done.stderr
    assert keys("revoke", "shop", "--key", "...x-abcd").exit_code == 0
    assert ring() == {"shop": (OLD,)}


@pytest.mark.parametrize(
    ("typed", "says", "stays"),
    [
        (None, "Nothing was revoked: add --yes", True),
        ("shop", "That was another name: nothing was revoked", True),
        ("till", "refused within a minute", False),
    ],
)
def test_a_source_goes_only_when_its_name_is_given(typed: str | None, says: str, stays: bool) -> None:
    keys("add", "till")
    done = keys("revoke", "till", "--all", typed=typed)
    assert done.exit_code == (2 if stays else 0)
    assert says in done.stderr
    assert ("till" in ring()) == stays


def test_a_source_without_a_name_is_not_stored_again(secret: Any) -> None:
    secret.put_secret_value(SecretId="keys", SecretString=json.dumps({"shop": OLD, "": "x"}))
    done = keys("rotate", "shop")
    assert done.exit_code == 3
    assert "has no name" in done.stderr
    assert keys("revoke", "", "--all", "--yes").exit_code == 0
    assert ring() == {"shop": (OLD,)}


def test_a_broken_secret_says_its_shape(secret: Any) -> None:
    secret.put_secret_value(SecretId="keys", SecretString="[]")
    done = keys()
    assert done.exit_code == 3
    assert "source name: write key" in done.stderr
