"""Where the other commands find Tally."""

import json
from pathlib import Path

import boto3
import pytest
from moto import mock_aws
from tally.domain.errors import Misconfigured

from cli.clients import Endpoint, Place, forget

OUTPUTS = {
    "TallyLake": {"LakeBucket": "the-lake", "WriteKeysSecret": "keys"},
    "TallyPipeline": {"EventsUrl": "https://a1b2.execute-api.eu-south-1.amazonaws.com/"},
}
LOCAL = Endpoint(
    region="us-east-1",
    aws_endpoint="http://127.0.0.1:1",
    athena_endpoint="http://127.0.0.1:2",
    url="http://127.0.0.1:1/api",
    write_key="key",
    witness_url="http://127.0.0.1:1/api/w",
    outputs={"LakeBucket": "the-lake"},
    plan_file="plan2.toml",
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("TALLY_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def in_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_REGION", "eu-south-1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-south-1")


def deploy(keys: dict[str, str]) -> None:
    cloudformation = boto3.client("cloudformation")
    for stack, outputs in OUTPUTS.items():
        template = {
            "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
            "Outputs": {name: {"Value": value} for name, value in outputs.items()},
        }
        cloudformation.create_stack(StackName=stack, TemplateBody=json.dumps(template))
    boto3.client("secretsmanager").create_secret(Name="keys", SecretString=json.dumps(keys))


def test_the_write_key_is_for_its_owner_only(home: Path) -> None:
    (home / "endpoint.new").write_text("of a command that was killed")
    (home / "endpoint.json").write_text("of an older Tally")
    LOCAL.save()
    assert (home / "endpoint.json").stat().st_mode & 0o777 == 0o600
    assert Endpoint.load() == LOCAL


def test_what_is_saved_is_loaded_and_forgotten() -> None:
    LOCAL.save()
    assert Endpoint.load() == LOCAL
    forget()
    with pytest.raises(Misconfigured, match="tally up"):
        Endpoint.load()


def test_local_clients_go_to_their_endpoints() -> None:
    assert LOCAL.client("s3").meta.endpoint_url == "http://127.0.0.1:1"
    assert LOCAL.client("athena").meta.endpoint_url == "http://127.0.0.1:2"
    assert LOCAL.client("lambda", read_timeout=900).meta.config.read_timeout == 900


@pytest.mark.usefixtures("in_account")
@pytest.mark.parametrize(("keys", "expected"), [({"app": "k1", "shop": "k2"}, "k2"), ({"app": "k1"}, "k1")])
def test_account_is_read_from_its_stacks(keys: dict[str, str], expected: str) -> None:
    LOCAL.save()
    with mock_aws():
        deploy(keys)
        endpoint = Endpoint.load(aws=True)
        assert endpoint.write_keys() == keys
    assert endpoint == Endpoint(
        region="eu-south-1",
        url="https://a1b2.execute-api.eu-south-1.amazonaws.com",
        write_key=expected,
        witness_url="https://a1b2.execute-api.eu-south-1.amazonaws.com/w",
        outputs=OUTPUTS["TallyLake"] | OUTPUTS["TallyPipeline"],
    )


@pytest.mark.usefixtures("in_account")
def test_this_machine_shows_what_arrived_beside_athena() -> None:
    with mock_aws():
        deploy({"shop": "k"})
        place = Place(region="eu-south-1", athena_endpoint="http://127.0.0.1:2")
        assert Endpoint.deployed_at(place).dev_url == "http://127.0.0.1:2/dev"


@pytest.mark.usefixtures("in_account")
def test_account_without_tally_is_told_to_deploy() -> None:
    with mock_aws(), pytest.raises(Misconfigured, match=r"TallyLake is not there.*make deploy"):
        Endpoint.load()


def test_missing_credentials_and_region_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Misconfigured, match="No AWS credentials"):
        Endpoint.load(aws=True)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with pytest.raises(Misconfigured, match="No AWS region"):
        Endpoint.load(aws=True)


def test_the_region_is_that_of_aws_region(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """boto3 reads AWS_DEFAULT_REGION alone; the CDK and our guides say AWS_REGION."""
    monkeypatch.setenv("TALLY_HOME", str(tmp_path))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_REGION", "eu-south-1")
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    asked: list[str] = []
    monkeypatch.setattr(Endpoint, "deployed_at", lambda place: asked.append(place.region))
    Endpoint.load(aws=True)
    assert asked == ["eu-south-1"]


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"region": "x"}', '{"nonsense": 1}'])
def test_a_broken_note_of_the_endpoint_says_what_mends_it(home: Path, text: str) -> None:
    home.mkdir(parents=True, exist_ok=True)
    (home / "endpoint.json").write_text(text)
    with pytest.raises(Misconfigured, match="`tally up` writes it anew"):
        Endpoint.load()
