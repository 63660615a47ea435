"""The web page: its files, the address it is reached at, and what it may talk to."""

from pathlib import Path
from typing import Final, TypedDict

from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_s3 as s3
from aws_cdk.aws_certificatemanager import Certificate, ICertificate
from constructs import Construct

from infra.constructs.files_bucket import FilesBucket
from infra.constructs.http_api import HttpApi
from infra.constructs.staff import Staff
from infra.keeping import removal
from infra.stages import Names, Stage

PATHS: Final = Path(__file__).parents[1] / "edge" / "page_paths.js"

# All that the page may do is show what came with it and talk to those it is told below. No inline
# code or style, and no text that becomes HTML: the browser refuses to turn one into the other.
CONTENT_SECURITY: Final = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
)
PERMISSIONS: Final = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
HSTS_AGE: Final = Duration.days(730)


class Console(Construct):
    """A CloudFront distribution before a private bucket and the HTTPS API.

    The API lies below `/v1/` of the page's own address: no other origin need be allowed to call it,
    and no call waits for a preflight request.

    Attributes:
        bucket: The files of the page.
        distribution: Serves them, and the API.
        url: The address of the page, without a slash at the end.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        api: HttpApi,
        staff: Staff,
        files: FilesBucket,
    ) -> None:
        super().__init__(scope, id_)
        self.bucket = s3.Bucket(
            self,
            "Pages",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            removal_policy=removal(stage),
        )
        origin = origins.S3BucketOrigin.with_origin_access_control(self.bucket)
        headers = self._headers(staff, files)
        self.distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment=f"The console of Legwork: {stage.name}",
            **_named(self, stage.names),
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            default_behavior=_pages(stage, origin, headers, self._paths()),
            additional_behaviors={
                "/assets/*": _pages(stage, origin, headers),
                "/v1/*": _calls(stage, api),
            },
        )
        scheme = "https" if stage.https else "http"
        given = self.distribution.distribution_domain_name
        self.url = f"{scheme}://{stage.names.console if stage.names else given}"

    def _paths(self) -> cloudfront.FunctionAssociation:
        return cloudfront.FunctionAssociation(
            event_type=cloudfront.FunctionEventType.VIEWER_REQUEST,
            function=cloudfront.Function(
                self,
                "Paths",
                code=cloudfront.FunctionCode.from_file(file_path=str(PATHS)),
                runtime=cloudfront.FunctionRuntime.JS_2_0,
            ),
        )

    def _headers(self, staff: Staff, files: FilesBucket) -> cloudfront.ResponseHeadersPolicy:
        bucket = files.bucket
        talks_to = (
            "'self'",
            staff.sign_in_url,
            # Links to it are made with either of its names.
            f"https://{bucket.bucket_domain_name}",
            f"https://{bucket.bucket_regional_domain_name}",
        )
        return cloudfront.ResponseHeadersPolicy(
            self,
            "Headers",
            security_headers_behavior=cloudfront.ResponseSecurityHeadersBehavior(
                content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
                    content_security_policy="; ".join(
                        (*CONTENT_SECURITY, f"connect-src {' '.join(talks_to)}")
                    ),
                    override=True,
                ),
                content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
                frame_options=cloudfront.ResponseHeadersFrameOptions(
                    frame_option=cloudfront.HeadersFrameOption.DENY, override=True
                ),
                referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                    referrer_policy=cloudfront.HeadersReferrerPolicy.NO_REFERRER, override=True
                ),
                strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
                    access_control_max_age=HSTS_AGE, include_subdomains=True, override=True
                ),
            ),
            custom_headers_behavior=cloudfront.ResponseCustomHeadersBehavior(
                custom_headers=[
                    cloudfront.ResponseCustomHeader(
                        header="permissions-policy", value=PERMISSIONS, override=True
                    ),
                    cloudfront.ResponseCustomHeader(
                        header="cross-origin-resource-policy", value="same-origin", override=True
                    ),
                ]
            ),
        )


class _Named(TypedDict, total=False):
    domain_names: list[str]
    certificate: ICertificate
    minimum_protocol_version: cloudfront.SecurityPolicyProtocol


def _named(scope: Construct, names: Names | None) -> _Named:
    """The name of one's own, with its certificate."""
    if names is None:
        return {}
    return {
        "domain_names": [names.console],
        "certificate": Certificate.from_certificate_arn(
            scope, "Certificate", names.console_certificate
        ),
        "minimum_protocol_version": cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
    }


def _pages(
    stage: Stage,
    origin: cloudfront.IOrigin,
    headers: cloudfront.ResponseHeadersPolicy,
    *functions: cloudfront.FunctionAssociation,
) -> cloudfront.BehaviorOptions:
    return cloudfront.BehaviorOptions(
        origin=origin,
        # How long a file may be kept is said by the file itself: see `publish_console.py`.
        cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,
        response_headers_policy=headers,
        viewer_protocol_policy=_viewers(stage),
        function_associations=[*functions],
    )


def _calls(stage: Stage, api: HttpApi) -> cloudfront.BehaviorOptions:
    stack = Stack.of(api)
    return cloudfront.BehaviorOptions(
        origin=origins.HttpOrigin(
            f"{api.api.api_id}.execute-api.{stack.region}.{stack.url_suffix}",
            read_timeout=Duration.seconds(30),
        ),
        allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
        # With this policy a token is passed on, and nothing is kept for the next one who asks.
        cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
        origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        viewer_protocol_policy=_viewers(stage),
    )


def _viewers(stage: Stage) -> cloudfront.ViewerProtocolPolicy:
    if stage.https:
        return cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS
    return cloudfront.ViewerProtocolPolicy.ALLOW_ALL
