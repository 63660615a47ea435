"""Puts the console's files into its bucket with every deployment."""

from collections.abc import Mapping
from pathlib import Path
from typing import cast

from aws_cdk import RemovalPolicy
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_deployment as deployment
from constructs import Construct, IConstruct

from infra.constructs.service_function import LOG_RETENTION
from infra.pages import ASK_EVERY_TIME, ASSETS, CONFIG, KEEP_FOR_GOOD
from infra.stages import Stage


class PublishConsole(Construct):
    """Uploads what `make` has built, and what the console is connected to.

    Files of earlier releases stay, for the sake of the pages that people have open.

    Attributes:
        uploader: The function that does it, and its role: the CDK's own.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        bucket: s3.Bucket,
        pages: Path,
        config: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        self._bucket = bucket
        self._logs = logs.LogGroup(
            self,
            "Logs",
            retention=LOG_RETENTION[stage.log_retention_days],
            removal_policy=RemovalPolicy.DESTROY,
        )
        assets = self._upload(
            "Assets",
            [deployment.Source.asset(str(pages / ASSETS))],
            keep=KEEP_FOR_GOOD,
            folder=ASSETS,
        )
        page = self._upload(
            "Page",
            [
                deployment.Source.asset(str(pages), exclude=[ASSETS, ".*", CONFIG]),
                deployment.Source.json_data(CONFIG, dict(config)),
            ],
            keep=ASK_EVERY_TIME,
        )
        # A page must not be there before what it asks for.
        page.node.add_dependency(assets)
        self.uploader = cast("IConstruct", assets.handler_role).node.scope

    def _upload(
        self,
        id_: str,
        sources: list[deployment.ISource],
        *,
        keep: str,
        folder: str | None = None,
    ) -> deployment.BucketDeployment:
        return deployment.BucketDeployment(
            self,
            id_,
            sources=sources,
            destination_bucket=self._bucket,
            destination_key_prefix=folder,
            prune=False,
            cache_control=[deployment.CacheControl.from_string(keep)],
            log_group=self._logs,
        )
