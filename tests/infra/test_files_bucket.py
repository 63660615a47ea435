from tests.infra.reading import Reading

BUCKET = "AWS::S3::Bucket"


def test_the_bucket_is_private_and_encrypted(prod: Reading) -> None:
    bucket = prod.only(BUCKET)

    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}


def test_the_bucket_refuses_plain_http(prod: Reading) -> None:
    statements = prod.only("AWS::S3::BucketPolicy")["PolicyDocument"]["Statement"]

    assert any(
        statement["Effect"] == "Deny"
        and statement["Action"] == "s3:*"
        and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        for statement in statements
    )


def test_the_bucket_forgets(prod: Reading) -> None:
    rules = prod.only(BUCKET)["LifecycleConfiguration"]["Rules"]

    assert {
        rule["Prefix"]: rule["ExpirationInDays"] for rule in rules if "ExpirationInDays" in rule
    } == {"uploads/": 7, "reports/": 60}
    assert {rule["Status"] for rule in rules} == {"Enabled"}
