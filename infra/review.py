"""Checks the stacks against cdk-nag's AwsSolutions rules; findings that stay are explained here."""

from typing import Final, cast

from aws_cdk import (
    Acknowledgment,
    App,
    CfnResource,
    DefaultStackSynthesizer,
    Token,
    Validations,
)
from cdk_nag import AwsSolutionsChecks
from constructs import IConstruct

from infra.constructs.files_bucket import INCOMING, REPORTS, UPLOADS
from infra.service_stack import ServiceStack

RUNTIME_REASON: Final = (
    "The libraries in uv.lock are built, compiled and tested for python3.13; the next runtime "
    "comes with the next lock."
)
STAR_REASON: Final = (
    "X-Ray takes traces, and DynamoDB lists streams, for no resource in particular: neither "
    "action can be narrowed. A test allows the star for these actions alone."
)
DEAD_REASON: Final = (
    "It is itself where a stream, a rule or a schedule puts what it could not deliver. A test "
    "holds that each such queue has an alarm."
)
ROTATION_REASON: Final = (
    "It signs the unsubscribe links of mails that were sent long ago: a new secret would break "
    "them all, and the law wants them to work. Operators change it by hand when it has leaked."
)
KEY_REASON: Final = (
    "The payment service makes the key and revokes it: operators fetch a new one there, and put it "
    "here by hand."
)
IDENTITY_REASON: Final = (
    "Which addresses are verified is the operators' affair, not the stack's. Every mail leaves "
    "through the stack's own configuration set."
)
RELEASE_REASON: Final = (
    "AWS's own list of what CodeDeploy needs to move aliases and to look at alarms; it calls no "
    "function."
)
PREFIX_REASON: Final = (
    "Names of uploads and reports are not known beforehand; the function is held to their prefix."
)
PAGES_REASON: Final = (
    "The CDK's own uploader, at the time of a deployment: it reads what the CDK has staged and "
    "writes into the bucket of the pages, which holds nothing but the pages."
)
UPLOADER_ACTIONS: Final = ("GetObject", "GetBucket", "List", "DeleteObject", "Abort")
CONSOLE_REASONS: Final = {
    "CFR1": "Staff travel; who may do what is decided by their token.",
    "CFR2": "Pages hold no secrets, and the API has limits of its own; whoever runs Legwork "
    "decides to pay for a firewall.",
    "CFR3": "Everybody gets the same pages, and the API logs who asked it for what.",
    "CFR4": "CloudFront's own name comes with CloudFront's own certificate and its rules.",
}


def review(app: App, stacks: list[ServiceStack]) -> None:
    """Make synthesis fail on every finding that is not acknowledged below.

    The rules are asked of the whole app: also of the stacks within these, and of those beside them,
    in which nothing has to be acknowledged.

    Args:
        app: the CDK app.
        stacks: those with findings that stay.
    """
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    for stack in stacks:
        _acknowledge_functions(stack)
        _acknowledge(
            stack.files,
            "S1",
            "Files are reached only by links that a function signs, and functions log whom for; "
            "a second bucket of access logs would tell no more.",
        )
        for queue in (
            stack.queues.announce_dead,
            stack.queues.events_dead,
            stack.queues.autopilot_dead,
        ):
            _acknowledge(queue, "SQS3", DEAD_REASON)
        _acknowledge(
            stack.staff.pool,
            "COG8",
            "Threat protection is priced per user; whoever runs Legwork decides to pay for it.",
        )
        _acknowledge(
            stack.staff.pool,
            "COG2",
            "A second factor is offered, not demanded: many front-desk accounts have no phone.",
        )
        _acknowledge(
            stack.api,
            "APIG4",
            "The OpenAPI document is open to everybody; a test allows no other open route.",
        )
        _acknowledge(
            stack,
            f"IAM5[Resource::{_schedules_arn(stack)}]",
            "Every workflow of Autopilot has a schedule of its own, all of them in this group.",
        )
        _acknowledge_console(stack)
        _acknowledge(stack.mail.unsubscribe_secret, "SMG4", ROTATION_REASON)
        _acknowledge(stack.payments.secret, "SMG4", KEY_REASON)
        _acknowledge(
            cast("IConstruct", stack.functions["deliver"].role),
            f"IAM5[Resource::{_arn(stack, 'ses', 'identity/*')}]",
            IDENTITY_REASON,
        )
        if stack.stage.gradual_releases:
            policy = "iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited"
            _acknowledge(
                stack.releases, f"IAM4[Policy::arn:<AWS::Partition>:{policy}]", RELEASE_REASON
            )


def _acknowledge_functions(stack: ServiceStack) -> None:
    bucket = _logical_id(stack, stack.files.bucket)
    for function in stack.functions.values():
        _acknowledge(function, "L1", RUNTIME_REASON)
        role = cast("IConstruct", function.role)
        _acknowledge(role, "IAM5[Resource::*]", STAR_REASON)
        for prefix in (INCOMING, UPLOADS, REPORTS):
            _acknowledge(role, f"IAM5[Resource::<{bucket}.Arn>/{prefix}*]", PREFIX_REASON)


def _acknowledge_console(stack: ServiceStack) -> None:
    for rule, reason in CONSOLE_REASONS.items():
        _acknowledge(stack.console.distribution, rule, reason)
    _acknowledge(stack.console.bucket, "S1", CONSOLE_REASONS["CFR3"])
    if not stack.stage.publishes_console:
        return
    uploader = cast("IConstruct", stack.publish_console.uploader)
    bucket = _logical_id(stack, stack.console.bucket)
    staged = DefaultStackSynthesizer.DEFAULT_FILE_ASSETS_BUCKET_NAME.replace(
        "${Qualifier}", DefaultStackSynthesizer.DEFAULT_QUALIFIER
    )
    for name in ("AccountId", "Region"):
        staged = staged.replace(f"${{AWS::{name}}}", f"<AWS::{name}>")
    basic = "iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    for finding in (
        f"IAM4[Policy::arn:<AWS::Partition>:{basic}]",
        *(f"IAM5[Action::s3:{action}*]" for action in UPLOADER_ACTIONS),
        f"IAM5[Resource::arn:<AWS::Partition>:s3:::{staged}/*]",
        f"IAM5[Resource::<{bucket}.Arn>/*]",
        "L1",
    ):
        _acknowledge(uploader, finding, PAGES_REASON)


def _acknowledge(construct: IConstruct, rule: str, reason: str) -> None:
    acknowledgment = Acknowledgment(id=f"AwsSolutions::AwsSolutions-{rule}", reason=reason)
    Validations.of(construct).acknowledge(acknowledgment)


def _schedules_arn(stack: ServiceStack) -> str:
    group = stack.autopilot.group.schedule_group_name
    return _arn(stack, "scheduler", f"schedule/{group}/*")


def _arn(stack: ServiceStack, service: str, resource: str) -> str:
    """An ARN the way findings write it: what only the deployment knows, in angle brackets."""
    known = {
        "Partition": stack.partition,
        "Region": stack.region,
        "AccountId": stack.account,
    }
    partition, region, account = (
        f"<AWS::{name}>" if Token.is_unresolved(value) else value for name, value in known.items()
    )
    return f"arn:{partition}:{service}:{region}:{account}:{resource}"


def _logical_id(stack: ServiceStack, construct: IConstruct) -> str:
    return stack.get_logical_id(cast("CfnResource", construct.node.default_child))
