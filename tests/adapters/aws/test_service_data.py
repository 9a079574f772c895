"""botocore with less data: the same hosts and signatures, and the same answer of Glue."""

import os
import subprocess
import sys
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from moto import mock_aws
from mypy_boto3_glue.type_defs import TableInputTypeDef
from tally.adapters.aws import clients, collector_clients
from tally.adapters.aws.service_data import GLUE, SERVICES, FewServices

REGIONS = ("eu-south-1", "us-east-1", "ap-southeast-5", "cn-north-1", "us-gov-west-1")
SIGNED = Config(signature_version="s3v4")


def make_client(
    service: str, region: str | None, data: FewServices | None, config: Config | None = None
) -> Any:
    session = botocore.session.get_session()
    if data:
        session.register_component("data_loader", data)
    keys = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret"}
    return session.create_client(service, region_name=region, config=config, **keys)  # type: ignore[arg-type]


def test_without_a_region_s3_is_the_one_of_virginia() -> None:
    addresses = {make_client("s3", None, data).meta.endpoint_url for data in (FewServices(), None)}
    assert addresses == {"https://s3.amazonaws.com"}


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("service", SERVICES)
def test_each_service_is_called_and_signed_as_botocore_alone_does(service: str, region: str) -> None:
    seen = [make_client(service, region, data) for data in (FewServices(), None)]
    ours, theirs = (
        (
            client.meta.endpoint_url,
            client.meta.partition,
            client.meta.config.signature_version,
            client._request_signer.signing_name,
            client._request_signer.region_name,
        )
        for client in seen
    )
    assert ours == theirs


@pytest.mark.parametrize("region", REGIONS)
def test_an_address_for_a_browser_is_the_same(region: str) -> None:
    found = []
    for data in (FewServices(), None):
        address = urlsplit(
            make_client("s3", region, data, SIGNED).generate_presigned_url(
                "get_object", Params={"Bucket": "shop", "Key": "exports/a.pdf"}
            )
        )
        found.append((address.scheme, address.netloc, address.path, sorted(parse_qs(address.query))))
    assert found[0] == found[1]


def test_what_is_told_of_glue_is_what_botocore_tells() -> None:
    theirs = (
        botocore.session.get_session().get_component("data_loader").load_service_model("glue", "service-2")
    )
    assert GLUE["metadata"].items() <= theirs["metadata"].items()
    for name, operation in GLUE["operations"].items():
        known = theirs["operations"][name]
        assert {**operation, "errors": []} == {part: {**known, "errors": []}[part] for part in operation}
    for name, shape in GLUE["shapes"].items():
        known = theirs["shapes"][name]
        members = shape.get("members", {})
        assert shape["type"] == known["type"]
        assert all(known["members"][member]["shape"] == told["shape"] for member, told in members.items())
        assert shape.get("required", []) == known.get("required", [])
        assert [shape.get(part) for part in ("key", "value")] == [
            known.get(part) for part in ("key", "value")
        ]


@mock_aws
def test_a_table_is_read_as_by_the_whole_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-south-1")
    clients._open_session.cache_clear()
    glue = boto3.client("glue")
    glue.create_database(DatabaseInput={"Name": "lake"})
    view: TableInputTypeDef = {
        "Name": "kpis",
        "ViewOriginalText": "/* Presto View: e30= */",
        "Parameters": {"presto_view": "true"},
    }
    glue.create_table(DatabaseName="lake", TableInput=view)
    read = clients.glue_reading_client().get_table(DatabaseName="lake", Name="kpis")["Table"]
    assert view.items() == read.items()
    with pytest.raises(ClientError) as refused:
        clients.glue_reading_client().get_table(DatabaseName="lake", Name="orders")
    assert refused.value.response["Error"]["Code"] == "EntityNotFoundException"


def test_writers_of_tables_have_all_of_glue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-south-1")
    clients._open_session.cache_clear()
    assert hasattr(clients.glue_client(), "update_table")
    assert not hasattr(clients.glue_reading_client(), "update_table")


@pytest.mark.parametrize("service", ["s3", "secretsmanager", "sqs"])
def test_collectors_know_theirs(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-south-1")
    collector_clients._open_session.cache_clear()
    assert collector_clients.client.__wrapped__(service).meta.endpoint_url


LOOKS = """
import sys
looks, hosts = [], []
def note(event, values):
    if event == "os.listdir":
        looks.append(values[0])
    if event == "open" and "endpoints.json" in str(values[0]):
        hosts.append(values[0])
sys.addaudithook(note)
from tally.adapters.aws.clients import athena_client, glue_reading_client, s3_client
for make in (s3_client, athena_client, glue_reading_client):
    make()
data = [each for each in looks if "botocore" in str(each)]
print(len(data), len(hosts))
"""
A_FEW = 20
"""Folders that botocore looks into for three clients; it has 400 services."""


def test_a_client_is_made_without_a_look_at_all_services() -> None:
    environment = {"PATH": os.environ["PATH"], "AWS_DEFAULT_REGION": "eu-south-1"}
    command = [sys.executable, "-B", "-c", LOOKS]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    looks, hosts = map(int, done.stdout.split())
    assert hosts == 0
    assert 0 < looks < A_FEW
