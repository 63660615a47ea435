"""The stack that is recovered: what its watchdog knows of it."""

from __future__ import annotations

from collections.abc import Mapping

import boto3

from legwork.settings import reading
from legwork.settings.watchdog import WatchdogSettings


class NoStack(Exception):
    """There is no such stack here, or it is not one of Legwork."""


def outputs_of(stack: str) -> Mapping[str, str]:
    """The outputs of a stack by name: its queues are among them.

    Raises:
        NoStack: there is none of that name.
    """
    formation = boto3.client("cloudformation")
    try:
        (found,) = formation.describe_stacks(StackName=stack)["Stacks"]
    except formation.exceptions.ClientError as error:
        raise NoStack(f"There is no stack '{stack}' here.") from error
    return {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", ())}


def settings_of(stack: str) -> WatchdogSettings:
    """The settings that a stack gives its watchdog, which may do all that a recovery does.

    Raises:
        NoStack: there is none of that name.
    """
    formation, functions = boto3.client("cloudformation"), boto3.client("lambda")
    try:
        pages = formation.get_paginator("list_stack_resources").paginate(StackName=stack)
        names = [
            resource["PhysicalResourceId"]
            for page in pages
            for resource in page["StackResourceSummaries"]
            if resource["ResourceType"] == "AWS::Lambda::Function"
        ]
    except formation.exceptions.ClientError as error:
        raise NoStack(f"There is no stack '{stack}' here.") from error
    for name in names:
        variables = _variables(functions.get_function_configuration(FunctionName=name))
        if variables.get("POWERTOOLS_SERVICE_NAME") == "watchdog":
            return reading.read(WatchdogSettings, variables)
    raise NoStack(f"The stack '{stack}' has no watchdog: it is none of Legwork.")


def _variables(found: Mapping[str, object]) -> Mapping[str, str]:
    environment = found.get("Environment")
    variables = environment.get("Variables") if isinstance(environment, Mapping) else None
    return variables if isinstance(variables, Mapping) else {}
