"""The page: one origin, one way to its files, headers that bind a browser, and a client without a secret."""

import json
from typing import Any

import pytest

from tests.infra.synthesis import Deployment


def one(deployment: Deployment, kind: str) -> dict[str, Any]:
    (found,) = deployment.pipeline.properties(kind)
    return found


def behaviors(deployment: Deployment) -> dict[str, dict[str, Any]]:
    """Path -> behaviour; the default's path is *."""
    config = one(deployment, "AWS::CloudFront::Distribution")["DistributionConfig"]
    others = {each["PathPattern"]: each for each in config["CacheBehaviors"]}
    return {"*": config["DefaultCacheBehavior"], **others}


def origins(deployment: Deployment) -> dict[str, dict[str, Any]]:
    """Path of a behaviour -> the origin that it leads to."""
    config = one(deployment, "AWS::CloudFront::Distribution")["DistributionConfig"]
    by_id = {each["Id"]: each for each in config["Origins"]}
    return {path: by_id[each["TargetOriginId"]] for path, each in behaviors(deployment).items()}


def test_only_files_named_after_their_content_are_kept(on_aws: Deployment) -> None:
    from aws_cdk import aws_cloudfront as cloudfront

    caching = {path: each["CachePolicyId"] for path, each in behaviors(on_aws).items()}
    off = cloudfront.CachePolicy.CACHING_DISABLED.cache_policy_id
    on = cloudfront.CachePolicy.CACHING_OPTIMIZED.cache_policy_id
    assert caching == {"*": off, "/assets/*": on, "/api/*": off}
    assert {each["ViewerProtocolPolicy"] for each in behaviors(on_aws).values()} == {"redirect-to-https"}


def test_a_question_and_its_log_in_reach_the_stage_of_the_page(
    on_aws: Deployment, on_emulator: Deployment
) -> None:
    from aws_cdk import aws_cloudfront as cloudfront

    for deployment in (on_aws, on_emulator):
        api = behaviors(deployment)["/api/*"]
        whole = cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER
        assert api["OriginRequestPolicyId"] == whole.origin_request_policy_id
        assert {"POST", "DELETE", "PUT"} <= set(api["AllowedMethods"])
        stages = deployment.pipeline.properties("AWS::ApiGatewayV2::Stage")
        assert sorted(each["StageName"] for each in stages) == ["$default", "$default", "api"]
    assert ".execute-api." in json.dumps(origins(on_aws)["/api/*"]["DomainName"])
    assert origins(on_aws)["/api/*"]["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
    here = origins(on_emulator)["/api/*"]
    assert (here["DomainName"], here["CustomOriginConfig"]["HTTPPort"]) == ("localhost", 4101)


def test_the_files_answer_cloudfront_alone(on_aws: Deployment) -> None:
    assert "OriginAccessControlId" in origins(on_aws)["*"]
    (bucket,) = on_aws.pipeline.properties("AWS::S3::Bucket")
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    (policy,) = on_aws.pipeline.properties("AWS::S3::BucketPolicy")
    (given,) = [each for each in policy["PolicyDocument"]["Statement"] if each["Effect"] == "Allow"]
    assert given["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert given["Action"] == "s3:GetObject"
    assert "distribution/" in json.dumps(given["Condition"]["StringEquals"]["AWS:SourceArn"])


def test_every_answer_binds_the_browser(on_aws: Deployment) -> None:
    policies = on_aws.pipeline.of_type("AWS::CloudFront::ResponseHeadersPolicy")
    (name,) = policies
    assert {each["ResponseHeadersPolicyId"]["Ref"] for each in behaviors(on_aws).values()} == {name}
    config = policies[name]["Properties"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    assert {each["Override"] for each in config.values()} == {True}
    told = json.dumps(config["ContentSecurityPolicy"]["ContentSecurityPolicy"])
    for part in ("default-src 'none'", "script-src 'self'; style-src 'self'", "frame-ancestors 'none'"):
        assert part in told
    assert "unsafe" not in told
    assert ".amazoncognito.com" in told


def test_a_browser_logs_in_by_code_and_holds_no_secret(on_aws: Deployment) -> None:
    client = one(on_aws, "AWS::Cognito::UserPoolClient")
    assert client["AllowedOAuthFlows"] == ["code"]
    assert client["GenerateSecret"] is False
    assert client["ExplicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH"]
    assert client["CallbackURLs"] == client["LogoutURLs"]
    assert (client["IdTokenValidity"], client["AccessTokenValidity"], client["RefreshTokenValidity"]) == (
        60,
        60,
        7,
    )


def test_the_api_takes_tokens_of_both_clients_of_the_pool(on_aws: Deployment) -> None:
    authorizer = one(on_aws, "AWS::ApiGatewayV2::Authorizer")
    assert len(authorizer["JwtConfiguration"]["Audience"]) == 2


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("language", "de", "use en or fr"),
        ("page_domain", "https://tally.shop.example/", "a host name in small letters"),
        ("page_certificate", "arn:aws:acm:eu-south-1:123456789012:certificate/a1", "us-east-1"),
        ("page_domain", "tally.shop.example", "write page_certificate, too"),
    ],
)
def test_wrong_values_of_the_page_stop_the_deployment(key: str, value: str, why: str) -> None:
    from infra.stage import Stage

    with pytest.raises(ValueError, match=why):
        Stage.from_context({key: value})


def test_a_path_that_is_no_file_leads_into_the_page_and_none_of_the_api(
    on_aws: Deployment, on_emulator: Deployment
) -> None:
    led = {path: bool(each.get("FunctionAssociations")) for path, each in behaviors(on_aws).items()}
    assert led == {"*": True, "/assets/*": False, "/api/*": False}
    assert not any(each.get("FunctionAssociations") for each in behaviors(on_emulator).values())
