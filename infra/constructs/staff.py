"""Who may log in, and what as."""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from infra.groups import OWNER, PERMISSIONS
from infra.stages import Stage


class Staff(Construct):
    """A Cognito user pool: every person has one account; groups are roles and permissions.

    Attributes:
        pool: The users.
        client: The application they log in with.
    """

    def __init__(self, scope: Construct, id_: str, *, stage: Stage) -> None:
        super().__init__(scope, id_)
        self.pool = cognito.UserPool(
            self,
            "Pool",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(username=True),
            sign_in_case_sensitive=False,
            standard_attributes=cognito.StandardAttributes(
                fullname=cognito.StandardAttribute(required=True, mutable=True)
            ),
            # The tenant border: set when the user is made, never changed after.
            custom_attributes={
                "account_id": cognito.StringAttribute(min_len=1, max_len=64, mutable=False)
            },
            password_policy=cognito.PasswordPolicy(
                min_length=12,
                require_digits=True,
                require_lowercase=True,
                require_symbols=True,
                require_uppercase=True,
            ),
            mfa=cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            account_recovery=cognito.AccountRecovery.NONE,
            deletion_protection=stage.keep_data,
            removal_policy=RemovalPolicy.RETAIN if stage.keep_data else RemovalPolicy.DESTROY,
        )
        self.client = self._client()
        for group in (OWNER, *PERMISSIONS):
            cognito.CfnUserPoolGroup(
                self,
                f"Group-{group}",
                user_pool_id=self.pool.user_pool_id,
                group_name=group,
            )

    def _client(self) -> cognito.UserPoolClient:
        names = cognito.ClientAttributes().with_standard_attributes(fullname=True)
        return self.pool.add_client(
            "Client",
            auth_flows=cognito.AuthFlow(user_password=True, user_srp=True),
            generate_secret=False,
            prevent_user_existence_errors=True,
            disable_o_auth=True,
            id_token_validity=Duration.hours(1),
            access_token_validity=Duration.hours(1),
            refresh_token_validity=Duration.days(30),
            read_attributes=names.with_custom_attributes("account_id"),
            write_attributes=names,
        )
