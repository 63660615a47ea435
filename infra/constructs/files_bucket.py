"""The bucket for what people upload and what tasks report."""

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.keeping import removal
from infra.stages import Stage

INCOMING: Final = "incoming/"
UPLOADS: Final = "uploads/"
REPORTS: Final = "reports/"


class FilesBucket(Construct):
    """A private S3 bucket that forgets by itself.

    Attributes:
        bucket: Uploads that no launch has named yet lie below `incoming/<account>/`, those of tasks
            below `uploads/<account>/`, reports below `reports/<account>/`.
    """

    def __init__(self, scope: Construct, id_: str, *, stage: Stage) -> None:
        super().__init__(scope, id_)
        self.bucket = s3.Bucket(
            self,
            "Files",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            removal_policy=removal(stage),
            # Only signed links lead here, and whoever holds one may use it from anywhere: there is
            # nothing of a browser's own, like a cookie, that a page of somebody else could abuse.
            cors=[
                s3.CorsRule(
                    allowed_methods=[s3.HttpMethods.GET, s3.HttpMethods.POST],
                    allowed_origins=["*"],
                    allowed_headers=["*"],
                    max_age=3600,
                )
            ],
            lifecycle_rules=[
                s3.LifecycleRule(prefix=INCOMING, expiration=Duration.days(7)),
                # Counted from the launch or the retry: a task may run for two months, and be
                # retried for two more.
                s3.LifecycleRule(prefix=UPLOADS, expiration=Duration.days(120)),
                # A report lives as long as the task that made it.
                s3.LifecycleRule(prefix=REPORTS, expiration=Duration.days(60)),
                s3.LifecycleRule(abort_incomplete_multipart_upload_after=Duration.days(1)),
            ],
        )
