"""Where the emulator differs from AWS, and what bridges each difference.

Besides this file only `patched_emulator.py` does, for what its own process alone can bridge. Each
is there for MiniStack 1.5.33; when it is updated, try to delete them one by one.
"""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from infra.pages import after_sign_out, callbacks

if TYPE_CHECKING:
    from boto3 import Session
    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_cloudfront.type_defs import OriginOutputTypeDef
    from mypy_boto3_lambda import LambdaClient

LIVE = "live"
"""The alias that everybody calls: as `infra/constructs/service_function.py` names it."""

Resources = dict[str, dict[str, Any]]


def before_start(data: Path) -> None:
    """Let event sources of streams start afresh.

    The emulator saves how far each has read, but not what the stream holds: after a restart it
    waits for positions that the new stream reaches only after as many changes as the old one
    had. Without a position it begins at the start of the new stream.
    """
    path = data / "lambda.json"
    if path.exists():
        saved = json.loads(path.read_text())
        saved["payload"].pop("dynamodb_stream_positions", None)
        path.write_text(json.dumps(saved))


def after_deploy(session: "Session", endpoint_url: str, stack: str, template: Path) -> None:
    """Apply what the emulator's CloudFormation reads over.

    Time to live: tables are made without it. CORS: an API answers no preflight request. Calls that
    nobody waits for: what is said of an alias is not looked at when one fails.
    """
    resources: Resources = json.loads(template.read_text())["Resources"]
    cloudformation = session.client("cloudformation", endpoint_url=endpoint_url)
    names = {
        resource["LogicalResourceId"]: resource["PhysicalResourceId"]
        for page in cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
        for resource in page["StackResourceSummaries"]
    }
    for logical_id, resource in resources.items():
        properties = resource.get("Properties", {})
        if "TimeToLiveSpecification" in properties:
            specification = properties["TimeToLiveSpecification"]
            _expire(session, endpoint_url, names[logical_id], specification["AttributeName"])
        if resource["Type"] == "AWS::Lambda::EventInvokeConfig":
            _keep_failed_calls(session, endpoint_url, names[properties["FunctionName"]["Ref"]])
        if resource["Type"] == "AWS::ApiGatewayV2::Api" and "CorsConfiguration" in properties:
            _allow_origins(session, endpoint_url, names[logical_id], properties)


def _expire(session: "Session", endpoint_url: str, table: str, attribute: str) -> None:
    dynamodb = session.client("dynamodb", endpoint_url=endpoint_url)
    known = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    if known.get("TimeToLiveStatus") != "ENABLED":
        dynamodb.update_time_to_live(
            TableName=table,
            TimeToLiveSpecification={"Enabled": True, "AttributeName": attribute},
        )


def _keep_failed_calls(session: "Session", endpoint_url: str, function: str) -> None:
    calls = session.client("lambda", endpoint_url=endpoint_url)
    listed = calls.list_function_event_invoke_configs(FunctionName=function)
    for one in listed["FunctionEventInvokeConfigs"]:
        calls.put_function_event_invoke_config(
            FunctionName=function,
            MaximumRetryAttempts=one["MaximumRetryAttempts"],
            MaximumEventAgeInSeconds=one["MaximumEventAgeInSeconds"],
            DestinationConfig=one.get("DestinationConfig", {}),
        )


def _allow_origins(
    session: "Session", endpoint_url: str, api: str, properties: dict[str, Any]
) -> None:
    gateway = session.client("apigatewayv2", endpoint_url=endpoint_url)
    gateway.update_api(ApiId=api, CorsConfiguration=properties["CorsConfiguration"])


def console_url(port: int, outputs: dict[str, str]) -> str:
    """Where the emulator serves the console: its AWS name leads nowhere from here."""
    label = outputs["ConsoleUrl"].partition("//")[2].partition(".")[0]
    return f"http://{label}.cloudfront.localhost:{port}"


def connect_console(
    session: "Session", endpoint_url: str, outputs: dict[str, str], url: str
) -> None:
    """Give the console, its API and its sign-in the addresses they have on this machine.

    Templates know their names on AWS only. The port may change with every start.

    Args:
        session: The emulator's account.
        endpoint_url: Where the emulated services are.
        outputs: Outputs of the stack by name.
        url: The address of the console here.
    """
    _sign_in_from(session, endpoint_url, outputs, url)
    edge = session.client("cloudfront", endpoint_url=endpoint_url)
    found = edge.get_distribution_config(Id=outputs["ConsoleDistributionId"])
    config = found["DistributionConfig"]
    for origin in config["Origins"]["Items"]:
        if "CustomOriginConfig" in origin:
            _call_here(origin, endpoint_url, outputs["ApiId"])
    edge.update_distribution(
        Id=outputs["ConsoleDistributionId"], IfMatch=found["ETag"], DistributionConfig=config
    )
    policy = config["DefaultCacheBehavior"]["ResponseHeadersPolicyId"]
    _talk_here(edge, endpoint_url, policy)


def _sign_in_from(session: "Session", endpoint_url: str, outputs: dict[str, str], url: str) -> None:
    cognito = session.client("cognito-idp", endpoint_url=endpoint_url)
    client = {"UserPoolId": outputs["UserPoolId"], "ClientId": outputs["ConsoleClientId"]}
    found = cognito.describe_user_pool_client(**client)["UserPoolClient"]
    known: dict[str, Any] = {
        name: value
        for name, value in found.items()
        if value != "" and name not in ("CreationDate", "LastModifiedDate")
    }
    known |= {"CallbackURLs": callbacks(url), "LogoutURLs": after_sign_out(url)}
    cognito.update_user_pool_client(**known)


def _call_here(origin: "OriginOutputTypeDef", endpoint_url: str, api: str) -> None:
    address = urlsplit(endpoint_url)
    origin["DomainName"] = address.hostname or ""
    origin["OriginPath"] = f"/_aws/execute-api/{api}"
    origin["CustomOriginConfig"] = {
        "HTTPPort": address.port or 80,
        "HTTPSPort": 443,
        "OriginProtocolPolicy": "http-only",
    }


def _talk_here(edge: "CloudFrontClient", endpoint_url: str, policy: str) -> None:
    """All others that the page may talk to are the emulator here."""
    found = edge.get_response_headers_policy(Id=policy)
    config = found["ResponseHeadersPolicy"]["ResponseHeadersPolicyConfig"]
    security = config["SecurityHeadersConfig"]["ContentSecurityPolicy"]
    text = security["ContentSecurityPolicy"]
    security["ContentSecurityPolicy"] = re.sub(
        r"connect-src [^;]*", f"connect-src 'self' {endpoint_url}", text
    )
    edge.update_response_headers_policy(
        Id=policy, IfMatch=found["ETag"], ResponseHeadersPolicyConfig=config
    )


def lead_charges_to(session: "Session", endpoint_url: str, address: str) -> None:
    """Tell the function that charges cards where the payment service is on this machine."""
    _set_where_known(session, endpoint_url, "PAYMENT_ADDRESS", address)


def lead_links_to(session: "Session", endpoint_url: str, api_url: str) -> None:
    """Tell the functions that write links where the API is on this machine.

    Templates know its name on AWS only, which leads nowhere from here.
    """
    _set_where_known(session, endpoint_url, "API_URL", api_url)


def _set_where_known(session: "Session", endpoint_url: str, name: str, value: str) -> None:
    """Give a variable another value in the functions that have it."""
    functions = session.client("lambda", endpoint_url=endpoint_url)
    for page in functions.get_paginator("list_functions").paginate():
        for function in page["Functions"]:
            variables = function.get("Environment", {}).get("Variables", {})
            if variables.get(name, value) != value:
                functions.update_function_configuration(
                    FunctionName=function["FunctionName"],
                    Environment={"Variables": {**variables, name: value}},
                )
                _release(functions, function["FunctionName"])


def _release(functions: "LambdaClient", name: str) -> None:
    """Let everybody call a function as it is now: a version keeps the variables it was made with.

    On AWS the template knows them, and CloudFormation makes the version.
    """
    version = functions.publish_version(FunctionName=name)["Version"]
    functions.update_alias(FunctionName=name, Name=LIVE, FunctionVersion=version)
