"""What ministack is repaired to do as AWS does, each seen on the running emulator."""

import base64
import gzip
import io
import json
import urllib.error
import urllib.request
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.emulator import ROLE, Emulator, eventually

COUNTS_OR_RAISES = """
calls = 0

class ShopClosed(Exception):
    pass

def handle(event, context):
    global calls
    calls += 1
    print("call", calls)
    if event == "raise":
        raise ShopClosed("come back at seven")
    return calls
"""


def test_error_has_its_own_type_and_leaves_the_function_warm(emulator: Emulator) -> None:
    emulator.make_function("counts", COUNTS_OR_RAISES)
    assert emulator.invoke("counts")["Payload"] == 1

    failed = emulator.invoke("counts", "raise", LogType="Tail")
    assert failed["FunctionError"] == "Unhandled"
    assert failed["Payload"]["errorType"] == "ShopClosed"
    assert failed["Payload"]["errorMessage"] == "come back at seven"
    assert 'raise ShopClosed("come back at seven")' in failed["Payload"]["stackTrace"][-1]
    assert "ShopClosed: come back at seven" in base64.b64decode(failed["LogResult"]).decode()

    assert emulator.invoke("counts")["Payload"] == 3


def test_each_invocation_has_its_own_log_lines(emulator: Emulator) -> None:
    emulator.make_function(
        "prints", "def handle(event, context):\n    for n in range(300):\n        print(event, n)\n"
    )
    for name in ("first", "second"):
        answer = emulator.invoke("prints", name, LogType="Tail")
        log = base64.b64decode(answer["LogResult"]).decode().split("\n")
        assert log[-1] == f"{name} 299"
        assert "\x1e" not in "".join(log)
    assert len(log) == 300


def test_a_function_has_three_times_as_long_on_a_busy_machine(emulator: Emulator) -> None:
    emulator.make_function(
        "sleeps", "import time\n\ndef handle(event, context):\n    time.sleep(event)\n", timeout_s=1
    )
    assert "FunctionError" not in emulator.invoke("sleeps", 1.5)
    assert emulator.invoke("sleeps", 60)["FunctionError"] == "Unhandled"


def test_failed_import_shows_its_traceback(emulator: Emulator) -> None:
    emulator.make_function("imports", "import there_is_no_such_module\n")
    message = emulator.invoke("imports")["Payload"]["errorMessage"]
    assert "No module named 'there_is_no_such_module'" in message
    assert 'handler.py", line 1' in message


def test_a_layer_that_cannot_be_unpacked_says_why(emulator: Emulator) -> None:
    """What a full disk does too: the reason stands in the answer, not only in the emulator's log."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as layer:
        layer.writestr(f"python/{'x' * 300}.py", "")
    made = emulator.client("lambda").publish_layer_version(
        LayerName="too-long", Content={"ZipFile": archive.getvalue()}
    )
    emulator.make_function("unready", "def handle(event, context): ...", layers=[made["LayerVersionArn"]])
    assert "File name too long" in emulator.invoke("unready")["Payload"]["errorMessage"]


def test_workers_share_one_copy_of_a_layer(emulator: Emulator) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as layer:
        layer.writestr("python/in_a_layer/__init__.py", "import os\nPLACE = os.path.realpath(__file__)\n")
    made = emulator.client("lambda").publish_layer_version(
        LayerName="shared", Content={"ZipFile": archive.getvalue()}
    )
    source = "import in_a_layer\ndef handle(event, context):\n    return in_a_layer.PLACE\n"
    places = set()
    for name in ("one", "other"):
        emulator.make_function(name, source, layers=[made["LayerVersionArn"]])
        places.add(emulator.invoke(name)["Payload"])
    (place,) = places
    assert place.endswith("/python/in_a_layer/__init__.py")


@pytest.fixture(scope="module")
def api(emulator: Emulator) -> str:
    """URL of an HTTP API whose function answers with what it got, or raises."""
    function = emulator.make_function(
        "echo",
        "import json\n"
        "def handle(event, context):\n"
        "    if event['rawPath'].endswith('/raise'): raise ValueError('not for clients')\n"
        "    kept = {key: event.get(key) for key in ('body', 'isBase64Encoded')}\n"
        "    kept['method'] = event['requestContext']['http']['method']\n"
        "    own = {'access-control-allow-origin': 'https://the.function'}\n"
        "    return {'statusCode': 200, 'headers': own, 'body': json.dumps(kept)}\n",
    )
    gateway = emulator.client("apigatewayv2")
    made = gateway.create_api(Name="echo", ProtocolType="HTTP")
    integration = gateway.create_integration(
        ApiId=made["ApiId"],
        IntegrationType="AWS_PROXY",
        IntegrationUri=function,
        PayloadFormatVersion="2.0",
    )
    target = f"integrations/{integration['IntegrationId']}"
    gateway.create_route(ApiId=made["ApiId"], RouteKey="$default", Target=target)
    gateway.create_stage(ApiId=made["ApiId"], StageName="$default", AutoDeploy=True)
    return f"{emulator.url}/_aws/execute-api/{made['ApiId']}/$default"


def post(url: str, body: bytes) -> dict[str, Any]:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
        got: dict[str, Any] = json.load(answer)
        return got


def test_body_that_is_no_text_arrives_whole_in_base64(api: str) -> None:
    body = gzip.compress(b'{"event": "Page Viewed"}')
    got = post(f"{api}/any", body)
    assert got["isBase64Encoded"] is True
    assert base64.b64decode(got["body"]) == body


def test_json_text_arrives_as_text(api: str) -> None:
    got = post(f"{api}/any", '{"event": "Caffè visto"}'.encode())
    assert got == {"body": '{"event": "Caffè visto"}', "isBase64Encoded": False, "method": "POST"}


def test_client_of_a_failed_handler_sees_500_and_no_details(api: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{api}/raise")
    with refused.value as answer:
        assert answer.code == 500
        assert json.load(answer) == {"message": "Internal Server Error"}


def test_without_cors_settings_the_function_answers_preflights(api: str) -> None:
    asked = urllib.request.Request(f"{api}/any", headers={"Origin": "capacitor://shop"}, method="OPTIONS")
    with urllib.request.urlopen(asked) as answer:
        assert json.load(answer)["method"] == "OPTIONS"
        assert answer.headers.get_all("access-control-allow-origin") == ["https://the.function"]


def total(emulator: Emulator, namespace: str, name: str, dimension: str, value: str) -> float:
    now = datetime.now(UTC)
    found = emulator.client("cloudwatch").get_metric_statistics(
        Namespace=namespace,
        MetricName=name,
        Dimensions=[{"Name": dimension, "Value": value}],
        StartTime=now - timedelta(hours=1),
        EndTime=now + timedelta(hours=1),
        Period=7200,
        Statistics=["Sum"],
    )
    return float(sum(point["Sum"] for point in found["Datapoints"]))


def test_errors_are_counted_whoever_calls(api: str, emulator: Emulator) -> None:
    api_id = api.split("/")[-2]

    def errors() -> tuple[float, float]:
        return (
            total(emulator, "AWS/Lambda", "Errors", "FunctionName", "echo"),
            total(emulator, "AWS/ApiGateway", "5xx", "ApiId", api_id),
        )

    of_function, of_api = errors()
    post(f"{api}/any", b"{}")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{api}/raise")
    refused.value.close()
    assert errors() == (of_function + 1, of_api + 1)


REPORTS_ITS_BATCH = """
import boto3

def handle(event, context):
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName="batch-sizes")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody=str(len(event["Records"])))
"""


def test_batching_window_gathers_more_than_ten_messages(emulator: Emulator) -> None:
    sqs = emulator.client("sqs")
    sizes = sqs.create_queue(QueueName="batch-sizes")["QueueUrl"]
    source = sqs.create_queue(QueueName="batched")["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=source, AttributeNames=["QueueArn"])["Attributes"]
    emulator.make_function("gathers", REPORTS_ITS_BATCH)
    emulator.client("lambda").create_event_source_mapping(
        FunctionName="gathers",
        EventSourceArn=attributes["QueueArn"],
        BatchSize=25,
        MaximumBatchingWindowInSeconds=3,
    )

    def next_size() -> str | None:
        for message in sqs.receive_message(QueueUrl=sizes).get("Messages", []):
            sqs.delete_message(QueueUrl=sizes, ReceiptHandle=message["ReceiptHandle"])
            return str(message["Body"])
        return None

    for number in range(37):
        sqs.send_message(QueueUrl=source, MessageBody=str(number))
    assert [eventually(next_size), eventually(next_size)] == ["25", "12"]


def test_state_machine_catches_an_exception_by_its_name(emulator: Emulator) -> None:
    function = emulator.make_function("closed", COUNTS_OR_RAISES)
    states = emulator.client("stepfunctions")
    definition = {
        "StartAt": "Try",
        "States": {
            "Try": {
                "Type": "Task",
                "Resource": "arn:aws:states:::lambda:invoke",
                "Parameters": {"FunctionName": function, "Payload": "raise"},
                "Catch": [
                    {"ErrorEquals": ["ValueError"], "Next": "Wrong"},
                    {"ErrorEquals": ["ShopClosed"], "Next": "Right"},
                ],
                "End": True,
            },
            "Wrong": {"Type": "Fail"},
            "Right": {"Type": "Succeed"},
        },
    }
    machine = states.create_state_machine(name="catches", definition=json.dumps(definition), roleArn=ROLE)
    run = states.start_execution(stateMachineArn=machine["stateMachineArn"])["executionArn"]

    def end() -> str | None:
        status: str = states.describe_execution(executionArn=run)["status"]
        return None if status == "RUNNING" else status

    assert eventually(end) == "SUCCEEDED"
    succeeded = ("AWS/States", "ExecutionsSucceeded", "StateMachineArn", machine["stateMachineArn"])
    assert eventually(lambda: total(emulator, *succeeded)) == 1


EMBEDS_METRICS = """
import json, time

def handle(event, context):
    print("not { json")
    print(json.dumps({
        "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [{
            "Namespace": "Shop", "Dimensions": [["service"]],
            "Metrics": [{"Name": "landed", "Unit": "Count"}, {"Name": "late", "Unit": "Count"}]}]},
        "service": "land", "landed": [3, 4], "late": 1, "other": 9}))
"""


def test_metrics_in_log_lines_become_metrics(emulator: Emulator) -> None:
    emulator.make_function("embeds", EMBEDS_METRICS)
    emulator.invoke("embeds")
    metrics = emulator.client("cloudwatch").list_metrics(Namespace="Shop")["Metrics"]
    dimensions = [{"Name": "service", "Value": "land"}]
    assert {metric["MetricName"] for metric in metrics} == {"landed", "late"}
    assert [metric["Dimensions"] for metric in metrics] == [dimensions, dimensions]


def test_alarms_are_judged_by_their_own_queue_without_anybody_asking(emulator: Emulator) -> None:
    sqs, cloudwatch = emulator.client("sqs"), emulator.client("cloudwatch")
    for queue in ("filled", "empty"):
        cloudwatch.put_metric_alarm(
            AlarmName=f"{queue}-depth",
            Namespace="AWS/SQS",
            MetricName="ApproximateNumberOfMessagesVisible",
            Dimensions=[{"Name": "QueueName", "Value": queue}],
            Statistic="Maximum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=0,
            ComparisonOperator="GreaterThanThreshold",
        )
        url = sqs.create_queue(QueueName=queue)["QueueUrl"]
        if queue == "filled":
            sqs.send_message(QueueUrl=url, MessageBody="a dead parcel")

    def states() -> dict[str, str] | None:
        alarms = cloudwatch.describe_alarms(AlarmNames=["filled-depth", "empty-depth"])["MetricAlarms"]
        found = {alarm["AlarmName"]: alarm["StateValue"] for alarm in alarms}
        return None if "INSUFFICIENT_DATA" in found.values() else found

    assert eventually(states) == {"filled-depth": "ALARM", "empty-depth": "OK"}


def test_silence_from_before_the_start_rings_no_alarm(emulator: Emulator) -> None:
    cloudwatch = emulator.client("cloudwatch")
    common = {
        "Namespace": "Shop",
        "Statistic": "Sum",
        "Period": 3600,
        "Threshold": 1,
        "ComparisonOperator": "LessThanThreshold",
    }
    for name, missing in (("silent", "breaching"), ("calm", "notBreaching")):
        cloudwatch.put_metric_alarm(
            AlarmName=name, MetricName="Never", EvaluationPeriods=2, TreatMissingData=missing, **common
        )

    def states() -> dict[str, str] | None:
        alarms = cloudwatch.describe_alarms(AlarmNames=["silent", "calm"])["MetricAlarms"]
        found = {alarm["AlarmName"]: alarm["StateValue"] for alarm in alarms}
        return None if found["calm"] == "INSUFFICIENT_DATA" else found  # both are judged in one go

    assert eventually(states) == {"silent": "INSUFFICIENT_DATA", "calm": "OK"}


def test_stack_with_inert_types_deploys(emulator: Emulator) -> None:
    cloudformation = emulator.client("cloudformation")
    resources = {
        "Query": {
            "Type": "AWS::Athena::NamedQuery",
            "Properties": {"Database": "lake", "QueryString": "select 1"},
        },
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "made-beside-it"}},
    }
    cloudformation.create_stack(StackName="inert", TemplateBody=json.dumps({"Resources": resources}))

    def status() -> str | None:
        found: str = cloudformation.describe_stacks(StackName="inert")["Stacks"][0]["StackStatus"]
        return None if found.endswith("IN_PROGRESS") else found

    assert eventually(status) == "CREATE_COMPLETE"
    topics = emulator.client("sns").list_topics()["Topics"]
    assert any(topic["TopicArn"].endswith(":made-beside-it") for topic in topics)


def test_cloudfront_reads_a_bucket_that_wants_tls(emulator: Emulator) -> None:
    s3, cloudfront = emulator.client("s3"), emulator.client("cloudfront")
    s3.create_bucket(Bucket="wants-tls")
    s3.put_object(Bucket="wants-tls", Key="index.html", Body=b"the page")
    control = cloudfront.create_origin_access_control(
        OriginAccessControlConfig={
            "Name": "ours",
            "SigningProtocol": "sigv4",
            "SigningBehavior": "always",
            "OriginAccessControlOriginType": "s3",
        }
    )["OriginAccessControl"]["Id"]
    origin = {
        "Id": "files",
        "DomainName": "wants-tls.s3.us-east-1.amazonaws.com",
        "OriginAccessControlId": control,
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }
    made = cloudfront.create_distribution(
        DistributionConfig={
            "CallerReference": "once",
            "Comment": "",
            "Enabled": True,
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": {
                "TargetOriginId": "files",
                "ViewerProtocolPolicy": "allow-all",
                "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
            },
        }
    )["Distribution"]
    everything = {"Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::wants-tls/*"}
    statements = [
        {"Effect": "Deny", **everything, "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        {
            **{"Effect": "Allow", **everything, "Principal": {"Service": "cloudfront.amazonaws.com"}},
            "Condition": {"StringEquals": {"AWS:SourceArn": made["ARN"]}},
        },
    ]
    policy = {"Version": "2012-10-17", "Statement": statements}
    s3.put_bucket_policy(Bucket="wants-tls", Policy=json.dumps(policy))
    asked = urllib.request.Request(f"{emulator.url}/index.html", headers={"host": made["DomainName"]})
    with urllib.request.urlopen(asked) as answer:
        assert answer.read() == b"the page"
