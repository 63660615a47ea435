"""What a stage's stack tells of itself: the names and addresses that tools and tests ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import CfnOutput

if TYPE_CHECKING:
    from infra.service_stack import ServiceStack


def tell(stack: ServiceStack) -> None:
    """Give a stack its outputs, once all of it is there."""
    for name, value in _outputs(stack).items():
        CfnOutput(stack, name, value=value)


def _outputs(stack: ServiceStack) -> dict[str, str]:
    return {
        "ApiId": stack.api.api.api_id,
        "ApiUrl": stack.api.url,
        "ProgramsApiId": stack.programs_api.api.api_id,
        "ProgramsApiUrl": stack.programs_api.url,
        "UserPoolId": stack.staff.pool.user_pool_id,
        "UserPoolClientId": stack.staff.client.user_pool_client_id,
        "ConsoleClientId": stack.console_client.user_pool_client_id,
        "ConsoleUrl": stack.console.url,
        "ConsoleBucket": stack.console.bucket.bucket_name,
        "ConsoleDistributionId": stack.console.distribution.distribution_id,
        "CompletedRetentionSeconds": str(stack.stage.completed_retention),
        "CancelledRetentionSeconds": str(stack.stage.cancelled_retention),
        "TasksTable": stack.tables.tasks.table_name,
        "RecordsTable": stack.tables.records.table_name,
        "FilesBucket": stack.files.bucket.bucket_name,
        "EventBusName": stack.events.bus.event_bus_name,
        "TopicArn": stack.events.topic.topic_arn,
        "AlarmTopicArn": stack.alarms.topic.topic_arn,
        "PaymentSecretArn": stack.payments.secret.secret_arn,
        "FeedbackTopicArn": stack.mail.feedback.topic_arn,
        "UnsubscribeSecretArn": stack.mail.unsubscribe_secret.secret_arn,
        **{f"{name}QueueUrl": one.queue_url for name, one in stack.queues.by_name.items()},
        **_targets_of_names(stack),
    }


def _targets_of_names(stack: ServiceStack) -> dict[str, str]:
    """What whoever has the domain points its names at."""
    if stack.api.name is None:
        return {}
    targets = {
        "ApiNameTarget": stack.api.name.regional_domain_name,
        "ConsoleNameTarget": stack.console.distribution.distribution_domain_name,
    }
    if stack.programs_api.name is not None:
        targets["ProgramsNameTarget"] = stack.programs_api.name.regional_domain_name
    return targets
