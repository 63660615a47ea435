"""The HTTPS API: routes, who may call them, and how often.

It has two doors with the same calls behind them: one for people, who bring the token that the user
pool gave them, and one for programs, who bring the key of a credential.
"""

import json
from collections.abc import Sequence
from typing import Final, cast

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_logs as logs
from aws_cdk.aws_apigatewayv2_authorizers import (
    HttpLambdaAuthorizer,
    HttpLambdaResponseType,
    HttpUserPoolAuthorizer,
)
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from aws_cdk.aws_certificatemanager import Certificate
from constructs import Construct

from infra.constructs.service_function import LOG_RETENTION, SERVER_ERRORS, ServiceFunction
from infra.constructs.staff import Staff
from infra.keeping import removal
from infra.stages import Names, Stage

# No headers and no query: a token or a name must not end up in a log.
ACCESS_LOG_FORMAT: Final = {
    "request_id": "$context.requestId",
    "time": "$context.requestTime",
    "ip": "$context.identity.sourceIp",
    "user": "$context.authorizer.claims.sub",
    "program": "$context.authorizer.program",
    "route": "$context.routeKey",
    "status": "$context.status",
    "bytes": "$context.responseLength",
    "milliseconds": "$context.responseLatency",
    "error": "$context.error.message",
}


class HttpApi(Construct):
    """An API Gateway HTTP API: one of the doors.

    Attributes:
        name: Its name of one's own, if it has one.
        api: A route asks for a token, unless it is an open one; who it is of reaches the function
            verified.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        pages: bool = False,
        own_name: str | None = None,
    ) -> None:
        """Make a door without routes.

        Args:
            scope: Where it belongs.
            id_: Its logical id there.
            stage: Settings of the stage.
            pages: Whether web pages of other origins may call it, where the stage lets any.
            own_name: Its name of one's own, which the certificate of the stage's API is good for.
        """
        super().__init__(scope, id_)
        self._takes_pages = pages and bool(stage.page_origins)
        self._authorizer: apigateway.IHttpRouteAuthorizer | None = None
        self._own_name = own_name
        self.name = self._named(stage.names, own_name) if stage.names and own_name else None
        self.api = apigateway.HttpApi(
            self,
            "Api",
            create_default_stage=False,
            cors_preflight=_cors(stage) if self._takes_pages else None,
        )
        api_stage = apigateway.HttpStage(
            self,
            "Stage",
            http_api=self.api,
            auto_deploy=True,
            detailed_metrics_enabled=True,
            domain_mapping=apigateway.DomainMappingOptions(domain_name=self.name)
            if self.name
            else None,
            throttle=apigateway.ThrottleSettings(
                rate_limit=stage.request_rate, burst_limit=stage.request_burst
            ),
        )
        self._log_access(api_stage, stage)

    @property
    def url(self) -> str:
        """Where programs call it, and links in mails lead."""
        return f"https://{self._own_name}" if self._own_name else self.api.api_endpoint

    def _named(self, names: Names, own_name: str) -> apigateway.DomainName:
        certificate = Certificate.from_certificate_arn(self, "Certificate", names.api_certificate)
        return apigateway.DomainName(
            self,
            "Name",
            domain_name=own_name,
            certificate=certificate,
            security_policy=apigateway.SecurityPolicy.TLS_1_2,
        )

    def admit(self, staff: Staff, *clients: cognito.UserPoolClient) -> None:
        """Take the ID tokens that these clients of the user pool are given; before any route."""
        self._authorizer = HttpUserPoolAuthorizer("Staff", staff.pool, user_pool_clients=[*clients])

    def admit_programs(self, authorize: ServiceFunction) -> None:
        """Take the keys that a function knows; before any route.

        It is asked at every call: what it said before is not kept, so that a credential that was
        revoked opens nothing from the next call on.
        """
        self._authorizer = HttpLambdaAuthorizer(
            "Programs",
            authorize.live,
            identity_source=["$request.header.Authorization"],
            response_types=[HttpLambdaResponseType.SIMPLE],
            results_cache_ttl=Duration.seconds(0),
        )

    def add_routes(
        self, function: ServiceFunction, routes: Sequence[str], *, open_routes: Sequence[str] = ()
    ) -> None:
        """Send requests to a function.

        Args:
            function: What answers them.
            routes: Methods and paths, `GET /v1/tasks`; a token is asked for.
            open_routes: The same for everybody, without a token.

        Raises:
            RuntimeError: Nobody is admitted yet.
        """
        if self._authorizer is None:
            raise RuntimeError("Admit somebody before adding routes, or all of them were open.")
        integration = HttpLambdaIntegration(
            f"{function.node.id}Integration",
            function.live,
            # One permission for each function: one for each route would soon fill the template.
            scope_permission_to_route=False,
        )
        function.counts.add(SERVER_ERRORS)
        for route in (*routes, *open_routes):
            method, path = route.split(" ")
            self.api.add_routes(
                path=path,
                methods=[apigateway.HttpMethod[method]],
                integration=integration,
                authorizer=apigateway.HttpNoneAuthorizer()
                if route in open_routes
                else self._authorizer,
            )
            if method == "ANY" and self._takes_pages:
                self._let_browsers_ask(path, integration)

    def _let_browsers_ask(self, path: str, integration: HttpLambdaIntegration) -> None:
        """Let a browser ask first what it may send (CORS preflight): it brings no token then.

        The gateway would answer by itself, but a route for any method takes this one, too, and
        asks for a token.
        """
        self.api.add_routes(
            path=path,
            methods=[apigateway.HttpMethod.OPTIONS],
            integration=integration,
            authorizer=apigateway.HttpNoneAuthorizer(),
        )

    def _log_access(self, api_stage: apigateway.HttpStage, stage: Stage) -> None:
        log_group = logs.LogGroup(
            self,
            "AccessLogs",
            retention=LOG_RETENTION[stage.log_retention_days],
            removal_policy=removal(stage),
        )
        # The L2 stage takes these only as an implementation of a jsii interface.
        resource = cast("apigateway.CfnStage", api_stage.node.default_child)
        resource.access_log_settings = apigateway.CfnStage.AccessLogSettingsProperty(
            destination_arn=log_group.log_group_arn, format=json.dumps(ACCESS_LOG_FORMAT)
        )


def _cors(stage: Stage) -> apigateway.CorsPreflightOptions:
    return apigateway.CorsPreflightOptions(
        allow_origins=[*stage.page_origins],
        allow_methods=[apigateway.CorsHttpMethod.ANY],
        allow_headers=[
            "authorization",
            "content-type",
            "idempotency-key",
            "if-match",
            "if-none-match",
        ],
        expose_headers=["etag", "location", "ratelimit", "ratelimit-policy", "retry-after"],
        max_age=Duration.hours(1),
    )
