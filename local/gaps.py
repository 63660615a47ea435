"""Where the emulator differs from AWS, and what bridges each difference.

Besides this file only `patched_emulator.py` does, for what its own process alone can bridge. Each
is there for MiniStack 1.5.33; when it is updated, try to delete them one by one.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from boto3 import Session

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

    Time to live: tables are made without it. CORS: an API answers no preflight request.
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
        if "CorsConfiguration" in properties:
            _allow_origins(session, endpoint_url, names[logical_id], properties)


def _expire(session: "Session", endpoint_url: str, table: str, attribute: str) -> None:
    dynamodb = session.client("dynamodb", endpoint_url=endpoint_url)
    known = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    if known.get("TimeToLiveStatus") != "ENABLED":
        dynamodb.update_time_to_live(
            TableName=table,
            TimeToLiveSpecification={"Enabled": True, "AttributeName": attribute},
        )


def _allow_origins(
    session: "Session", endpoint_url: str, api: str, properties: dict[str, Any]
) -> None:
    gateway = session.client("apigatewayv2", endpoint_url=endpoint_url)
    gateway.update_api(ApiId=api, CorsConfiguration=properties["CorsConfiguration"])


def lead_links_to(session: "Session", endpoint_url: str, api_url: str) -> None:
    """Tell the functions that write links where the API is on this machine.

    Templates know its name on AWS only, which leads nowhere from here.
    """
    functions = session.client("lambda", endpoint_url=endpoint_url)
    for page in functions.get_paginator("list_functions").paginate():
        for function in page["Functions"]:
            variables = function.get("Environment", {}).get("Variables", {})
            if variables.get("API_URL", api_url) != api_url:
                functions.update_function_configuration(
                    FunctionName=function["FunctionName"],
                    Environment={"Variables": {**variables, "API_URL": api_url}},
                )
