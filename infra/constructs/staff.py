"""Who may log in, and what as."""

from aws_cdk import Duration, Stack
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from infra.groups import OWNER, PERMISSIONS
from infra.keeping import removal
from infra.pages import after_sign_out, callbacks
from infra.stages import Stage


class Staff(Construct):
    """A Cognito user pool: every person has one account; groups are roles and permissions.

    Attributes:
        pool: The users.
        client: The command line and other programs, which people log in to by name and password.
        sign_in_url: Where the console sends people to sign in, without a slash at the end.
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
            # The cheapest plan that replaces refresh tokens, and that has the newer sign-in page.
            feature_plan=cognito.FeaturePlan.ESSENTIALS,
            deletion_protection=stage.keep_data,
            removal_policy=removal(stage),
        )
        self.client = self._client()
        self._stage = stage
        self.sign_in_url = self._domain(stage).base_url()
        for group in (OWNER, *PERMISSIONS):
            cognito.CfnUserPoolGroup(
                self,
                f"Group-{group}",
                user_pool_id=self.pool.user_pool_id,
                group_name=group,
            )

    def add_console(self, url: str) -> cognito.UserPoolClient:
        """Let the console at an address sign people in.

        It never sees a password: the user pool's own page takes it, and leads back with a code
        that is worth a token only to who sent the person there (PKCE).
        """
        client = self.pool.add_client(
            "ConsoleClient",
            auth_flows=cognito.AuthFlow(user_srp=True),
            generate_secret=False,
            prevent_user_existence_errors=True,
            supported_identity_providers=[cognito.UserPoolClientIdentityProvider.COGNITO],
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[cognito.OAuthScope.OPENID, cognito.OAuthScope.PROFILE],
                callback_urls=callbacks(url),
                logout_urls=after_sign_out(url),
            ),
            # What somebody may do is in the token: a change shows when it is replaced.
            id_token_validity=Duration.minutes(30),
            access_token_validity=Duration.minutes(30),
            # A working day. Each can be used once, but for an answer that was lost, or a page that
            # was doubled.
            refresh_token_validity=Duration.hours(12),
            refresh_token_rotation_grace_period=Duration.seconds(60),
            read_attributes=_names().with_custom_attributes("account_id"),
            write_attributes=_names(),
        )
        if self._stage.managed_login:
            cognito.CfnManagedLoginBranding(
                self,
                "Branding",
                user_pool_id=self.pool.user_pool_id,
                client_id=client.user_pool_client_id,
                use_cognito_provided_values=True,
            )
        return client

    def _domain(self, stage: Stage) -> cognito.UserPoolDomain:
        return self.pool.add_domain(
            "SignIn",
            # The name is one of a kind among all customers of AWS in a region.
            cognito_domain=cognito.CognitoDomainOptions(
                domain_prefix=f"legwork-{stage.name}-{Stack.of(self).account}"
            ),
            managed_login_version=cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN
            if stage.managed_login
            else cognito.ManagedLoginVersion.CLASSIC_HOSTED_UI,
        )

    def _client(self) -> cognito.UserPoolClient:
        return self.pool.add_client(
            "Client",
            auth_flows=cognito.AuthFlow(user_password=True, user_srp=True),
            generate_secret=False,
            prevent_user_existence_errors=True,
            disable_o_auth=True,
            id_token_validity=Duration.hours(1),
            access_token_validity=Duration.hours(1),
            refresh_token_validity=Duration.days(30),
            read_attributes=_names().with_custom_attributes("account_id"),
            write_attributes=_names(),
        )


def _names() -> cognito.ClientAttributes:
    return cognito.ClientAttributes().with_standard_attributes(fullname=True)
