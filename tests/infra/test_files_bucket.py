from tests.infra.reading import Properties, Reading, written

BUCKET = "AWS::S3::Bucket"


def files(reading: Reading) -> Properties:
    return reading.of_type(BUCKET)[reading.logical_id(BUCKET, "Files")]


def test_the_bucket_is_private_and_encrypted(prod: Reading) -> None:
    bucket = files(prod)

    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}


def test_the_bucket_refuses_plain_http(prod: Reading) -> None:
    bucket = prod.logical_id(BUCKET, "Files")
    [statements] = (
        policy["PolicyDocument"]["Statement"]
        for policy in prod.of_type("AWS::S3::BucketPolicy").values()
        if written(policy["Bucket"]) == bucket
    )

    assert any(
        statement["Effect"] == "Deny"
        and statement["Action"] == "s3:*"
        and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        for statement in statements
    )


def test_the_bucket_forgets(prod: Reading) -> None:
    rules = files(prod)["LifecycleConfiguration"]["Rules"]

    assert {
        rule["Prefix"]: rule["ExpirationInDays"] for rule in rules if "ExpirationInDays" in rule
    } == {"incoming/": 7, "uploads/": 120, "reports/": 60}
    assert {rule["Status"] for rule in rules} == {"Enabled"}


def test_a_page_may_use_the_links_it_is_given(prod: Reading) -> None:
    [rule] = files(prod)["CorsConfiguration"]["CorsRules"]

    assert set(rule["AllowedMethods"]) == {"GET", "POST"}
