"""`tally env`: variables as a shell, an .env file and a program read them."""

import json
import subprocess

import pytest

from cli.clients import Endpoint
from cli.deployed import DeployedTally
from tests.cli.fake_tally import URL, FakeTally, run

LOCAL = Endpoint(
    region="us-east-1",
    front_endpoint="http://127.0.0.1:4100",
    aws_endpoint="http://127.0.0.1:4101",
    athena_endpoint="http://127.0.0.1:4102",
    url="http://127.0.0.1:4100",
    write_key="local-shop",
    witness_url="http://127.0.0.1:4100/w",
    dev_url="http://127.0.0.1:4102/dev",
    outputs={"Database": "lake", "Workgroup": "tally", "ResultsBucket": "results"},
)


def test_a_shell_takes_the_values_as_they_are() -> None:
    told = run(FakeTally(), "env").stdout
    read = subprocess.run(
        ["/bin/sh", "-c", f'{told}\nprintf "%s %s" "$TALLY_URL" "$TALLY_WRITE_KEY"'],
        capture_output=True,
        text=True,
        check=True,
    )
    assert read.stdout == f"{URL} it's a key"


def test_other_forms() -> None:
    assert run(FakeTally(), "env", "--format", "dotenv").stdout.splitlines()[0] == f"TALLY_URL={URL}"
    assert json.loads(run(FakeTally(), "env", "--format", "json").stdout)["TALLY_WRITE_KEY"] == "it's a key"


def test_this_machine_has_all_that_tools_need() -> None:
    assert DeployedTally(LOCAL).name_variables() == {
        "TALLY_URL": "http://127.0.0.1:4100",
        "TALLY_WRITE_KEY": "local-shop",
        "TALLY_WITNESS_URL": "http://127.0.0.1:4100/w",
        "TALLY_DEV_URL": "http://127.0.0.1:4102/dev",
        "TALLY_DATABASE": "lake",
        "TALLY_WORKGROUP": "tally",
        "TALLY_RESULTS": "s3://results/athena/",
        "PYICEBERG_CATALOG__TALLY__TYPE": "glue",
        "PYICEBERG_CATALOG__TALLY__S3__ENDPOINT": "http://127.0.0.1:4101",
        "PYICEBERG_CATALOG__TALLY__S3__REGION": "us-east-1",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:4101",
        "AWS_ENDPOINT_URL_ATHENA": "http://127.0.0.1:4102",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
    }


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "TALLY_DEV_URL"])
def test_an_account_keeps_its_own_credentials(name: str) -> None:
    on_aws = Endpoint(
        region="eu-south-1",
        url="https://events.shop.example",
        write_key="k",
        witness_url="https://events.shop.example/w",
        outputs=LOCAL.outputs,
    )
    named = DeployedTally(on_aws).name_variables()
    assert named["AWS_REGION"] == "eu-south-1"
    assert name not in named
