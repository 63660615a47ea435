"""What the CDK deploys with is made, or whoever starts the stack learns why not."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber

from local import deploy
from local.errors import StackError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

SENT = {
    "StackName": deploy.TOOLKIT_STACK,
    "TemplateBody": "its template",
    "Parameters": [
        {"ParameterKey": name, "ParameterValue": value}
        for name, value in deploy.AS_BY_DEFAULT.items()
    ],
    "Capabilities": ["CAPABILITY_NAMED_IAM"],
}


@pytest.fixture
def client() -> "CloudFormationClient":
    return boto3.client("cloudformation", "us-east-1")


@pytest.fixture
def service(client: "CloudFormationClient") -> Iterator[Stubber]:
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def stands(service: Stubber, status: str) -> None:
    """Let the stack be in a state when it is looked at next."""
    stack = {"StackName": deploy.TOOLKIT_STACK, "StackStatus": status, "CreationTime": 0}
    answer = {"Stacks": [stack]}
    service.add_response("describe_stacks", answer, {"StackName": deploy.TOOLKIT_STACK})


def test_it_is_there_when_it_has_been_made(
    service: Stubber, client: "CloudFormationClient"
) -> None:
    service.add_response("create_stack", {}, SENT)
    stands(service, "CREATE_COMPLETE")

    deploy._bootstrap(client, "its template")


def test_a_refusal_is_told(service: Stubber, client: "CloudFormationClient") -> None:
    service.add_client_error("create_stack", "LimitExceededException", "Too many stacks")

    with pytest.raises(StackError, match=r"Too many stacks.* Start afresh with: legwork up"):
        deploy._bootstrap(client, "its template")


def test_so_is_what_was_begun_and_taken_back(
    service: Stubber, client: "CloudFormationClient"
) -> None:
    service.add_response("create_stack", {}, SENT)
    stands(service, "ROLLBACK_COMPLETE")

    with pytest.raises(StackError, match="ROLLBACK_COMPLETE"):
        deploy._bootstrap(client, "its template")
