"""The two tables: what runs, and what it acts on."""

from typing import Final

from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from infra.keeping import removal
from infra.stages import Stage

# Index -> its partition key. A row is in an index only while it has that key, so each holds just
# the rows somebody asks it for.
INDEXES: Final = {
    "by_launcher": "launcher_key",
    "by_subject": "subject_key",
    "active": "active_key",
}


class Tables(Construct):
    """DynamoDB tables of Legwork.

    Attributes:
        tasks: Tasks with their lanes, plans, ledgers and notifications; streams its changes.
        records: The records tasks act on: permits, reservations, receipts, holders.
    """

    def __init__(self, scope: Construct, id_: str, *, stage: Stage) -> None:
        super().__init__(scope, id_)
        self.tasks = self._table("Tasks", stage, stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES)
        self.records = self._table("Records", stage)
        for name, key in INDEXES.items():
            self.tasks.add_global_secondary_index(
                index_name=name,
                partition_key=_text(key),
                sort_key=_text("sk"),
                projection_type=dynamodb.ProjectionType.ALL,
            )

    def _table(
        self, id_: str, stage: Stage, *, stream: dynamodb.StreamViewType | None = None
    ) -> dynamodb.Table:
        return dynamodb.Table(
            self,
            id_,
            partition_key=_text("pk"),
            sort_key=_text("sk"),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            time_to_live_attribute="expires_at",
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            stream=stream,
            deletion_protection=stage.keep_data,
            removal_policy=removal(stage),
        )


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
