import pytest

from tests.infra.reading import Reading

TABLE = "AWS::DynamoDB::Table"


@pytest.mark.parametrize("part", ["Tasks", "Records"])
def test_a_table_has_the_keys_forgets_expired_rows_and_can_be_restored(
    prod: Reading, part: str
) -> None:
    table = prod.of_type(TABLE)[prod.logical_id(TABLE, part)]

    assert table["KeySchema"] == [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ]
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def test_the_tasks_table_streams_both_images(prod: Reading) -> None:
    tasks = prod.of_type(TABLE)[prod.logical_id(TABLE, "Tasks")]
    records = prod.of_type(TABLE)[prod.logical_id(TABLE, "Records")]

    assert tasks["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert "StreamSpecification" not in records


def test_the_tasks_table_has_its_three_indexes(prod: Reading) -> None:
    tasks = prod.of_type(TABLE)[prod.logical_id(TABLE, "Tasks")]

    assert {
        index["IndexName"]: [key["AttributeName"] for key in index["KeySchema"]]
        for index in tasks["GlobalSecondaryIndexes"]
    } == {
        "by_launcher": ["launcher_key", "sk"],
        "by_subject": ["subject_key", "sk"],
        "active": ["active_key", "sk"],
    }
    assert {index["Projection"]["ProjectionType"] for index in tasks["GlobalSecondaryIndexes"]} == {
        "ALL"
    }


@pytest.mark.parametrize(
    ("stage", "policy", "protected"),
    [("prod", "Retain", True), ("dev", "Delete", False), ("local", "Delete", False)],
)
def test_data_outlives_the_stack_only_where_it_is_to_be_kept(
    templates: dict[str, Reading], stage: str, policy: str, protected: bool
) -> None:
    reading = templates[stage]
    kept = [*reading.of_type(TABLE), *reading.of_type("AWS::S3::Bucket")]
    kept += reading.of_type("AWS::Cognito::UserPool")

    assert {reading.resource(name)["DeletionPolicy"] for name in kept} == {policy}
    assert {table["DeletionProtectionEnabled"] for table in reading.of_type(TABLE).values()} == {
        protected
    }
