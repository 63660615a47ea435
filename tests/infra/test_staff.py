from legwork.domain.permission import OWNER, Permission
from tests.infra.reading import Reading, written

POOL = "AWS::Cognito::UserPool"
CLIENT = "AWS::Cognito::UserPoolClient"


def test_nobody_can_choose_or_change_their_account(prod: Reading) -> None:
    pool = prod.only(POOL)
    (account,) = (field for field in pool["Schema"] if field["Name"] == "account_id")

    assert account["Mutable"] is False
    assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    assert len(prod.of_type(CLIENT)) == 2
    for client in prod.of_type(CLIENT).values():
        assert client["WriteAttributes"] == ["name"]
        assert "custom:account_id" in client["ReadAttributes"]


def test_no_client_has_a_secret_and_all_hide_who_exists(prod: Reading) -> None:
    for client in prod.of_type(CLIENT).values():
        assert client["GenerateSecret"] is False
        assert client["PreventUserExistenceErrors"] == "ENABLED"


def test_programs_log_in_by_name_and_password(prod: Reading) -> None:
    client = prod.of_type(CLIENT)[prod.logical_id(CLIENT, "PoolClient")]

    assert "AllowedOAuthFlows" not in client
    assert set(client["ExplicitAuthFlows"]) == {
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_USER_SRP_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
    }


def test_there_is_a_group_for_each_role_and_permission(prod: Reading) -> None:
    groups = prod.of_type("AWS::Cognito::UserPoolGroup").values()

    assert {group["GroupName"] for group in groups} == {OWNER, *Permission}


def test_the_console_signs_in_by_code_and_its_refresh_tokens_work_once(prod: Reading) -> None:
    client = prod.of_type(CLIENT)[prod.logical_id(CLIENT, "PoolConsoleClient")]

    assert client["AllowedOAuthFlows"] == ["code"]
    # No password, and none of the refresh tokens that can be used again and again.
    assert client["ExplicitAuthFlows"] == ["ALLOW_USER_SRP_AUTH"]
    assert client["RefreshTokenRotation"]["Feature"] == "ENABLED"
    assert client["RefreshTokenValidity"] <= 24 * 60
    for url in (*client["CallbackURLs"], *client["LogoutURLs"]):
        assert written(url).startswith("https://ConsoleDistribution")


def test_the_newer_sign_in_page_is_shown_where_there_is_one(
    templates: dict[str, Reading],
) -> None:
    branding = "AWS::Cognito::ManagedLoginBranding"

    for stage, reading in templates.items():
        managed = reading.only("AWS::Cognito::UserPoolDomain")["ManagedLoginVersion"] == 2
        assert managed == bool(reading.of_type(branding)) == (stage != "local")
