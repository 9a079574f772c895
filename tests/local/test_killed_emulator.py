"""An emulator that is killed: what it had answered is there when it is started again."""

import json
import os
import signal
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from local import cloud
from local.ports import Ports, choose_ports
from tests.emulator import Emulator, eventually

# Starts four emulators.
pytestmark = pytest.mark.slow

TEMPLATE = {
    "Resources": {
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "events"}},
        "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "lake"}},
        "Keys": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Name": "keys", "SecretString": "a"}},
    }
}


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """Started again after a kill -9 at the moment at which its last answer came."""
    home, ports = tmp_path_factory.mktemp("home"), choose_ports(0)
    first = cloud.start_emulator(home, ports)
    write(Emulator(first))
    os.kill(first.pid, signal.SIGKILL)
    eventually(lambda: not first.is_running)
    leave_half_an_object(home)
    again = start_elsewhere(home)
    yield Emulator(again)
    again.stop()


def start_elsewhere(home: Path) -> cloud.Process:
    """Its ports may be others by then."""
    return cloud.start_emulator(home, choose_ports(0))


def leave_half_an_object(home: Path) -> None:
    objects = cloud.locate_state(home).objects / "000000000000" / "lake"
    (objects / "half.parquet.tmp").write_bytes(b"PAR1")


def write(emulator: Emulator) -> None:
    cloudformation = emulator.client("cloudformation")
    cloudformation.create_stack(StackName="shop", TemplateBody=json.dumps(TEMPLATE))
    cloudformation.get_waiter("stack_create_complete").wait(StackName="shop", WaiterConfig={"Delay": 1})
    glue = emulator.client("glue")
    glue.create_database(DatabaseInput={"Name": "lake"})
    glue.create_table(DatabaseName="lake", TableInput={"Name": "events"})
    emulator.client("s3").put_object(Bucket="lake", Key="whole.parquet", Body=b"PAR1")
    emulator.client("secretsmanager").put_secret_value(SecretId="keys", SecretString="b")
    sqs = emulator.client("sqs")
    url = sqs.get_queue_url(QueueName="events")["QueueUrl"]
    for body in ("first", "second"):
        sqs.send_message(QueueUrl=url, MessageBody=body)
    (taken,) = sqs.receive_message(QueueUrl=url, VisibilityTimeout=600)["Messages"]
    assert taken["Body"] == "first"


def test_stacks_and_what_was_made_since_are_there(killed: Emulator) -> None:
    stack = killed.client("cloudformation").describe_stacks(StackName="shop")["Stacks"][0]
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    tables = killed.client("glue").get_tables(DatabaseName="lake")["TableList"]
    assert [table["Name"] for table in tables] == ["events"]
    assert killed.client("secretsmanager").get_secret_value(SecretId="keys")["SecretString"] == "b"


def test_objects_are_there_and_halves_are_not(killed: Emulator) -> None:
    listed = killed.client("s3").list_objects_v2(Bucket="lake")["Contents"]
    assert [(each["Key"], each["Size"]) for each in listed] == [("whole.parquet", 4)]


def test_messages_are_there_and_can_be_taken_at_once(killed: Emulator) -> None:
    sqs = killed.client("sqs")
    url = sqs.get_queue_url(QueueName="events")["QueueUrl"]
    found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert [message["Body"] for message in found] == ["first", "second"]


def test_an_object_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    """A folder in its place does what a full disk does."""
    process = cloud.start_emulator(tmp_path, choose_ports(0))
    try:
        s3 = Emulator(process).client("s3")
        s3.create_bucket(Bucket="lake")
        blocked = cloud.locate_state(tmp_path).objects / "000000000000" / "lake" / "a.parquet.tmp"
        blocked.mkdir(parents=True)
        with pytest.raises(ClientError) as refused:
            s3.put_object(Bucket="lake", Key="a.parquet", Body=b"PAR1")
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
        blocked.rmdir()
        s3.put_object(Bucket="lake", Key="a.parquet", Body=b"PAR1", IfNoneMatch="*")
    finally:
        process.stop()


def test_the_api_answers_at_the_root_of_its_own_port(tmp_path: Path) -> None:
    ports = choose_ports(0)
    process = cloud.start_emulator(tmp_path, ports)
    try:
        make_api(Emulator(process))
        for base in (f"http://127.0.0.1:{ports.front}", path_form(ports)):
            with urllib.request.urlopen(f"{base}/v1/events?a=b%20c") as answer:
                assert json.load(answer) == ["/v1/events", "a=b%20c"]
    finally:
        process.stop()


def path_form(ports: Ports) -> str:
    return f"http://127.0.0.1:{ports.aws}/_aws/execute-api/{cloud.API_ID}/$default"


def make_api(emulator: Emulator) -> None:
    """An API of the fixed id that tells the path and the query it was asked."""
    source = (
        "import json\n"
        "def handle(event, context):\n"
        "    return json.dumps([event['rawPath'], event['rawQueryString']])\n"
    )
    function = emulator.make_function("echo", source)
    apis = emulator.client("apigatewayv2")
    api = apis.create_api(Name="tally", ProtocolType="HTTP", Tags={"ms-custom-id": cloud.API_ID})["ApiId"]
    made = apis.create_integration(
        ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=function, PayloadFormatVersion="2.0"
    )
    apis.create_route(ApiId=api, RouteKey="$default", Target=f"integrations/{made['IntegrationId']}")
    apis.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
