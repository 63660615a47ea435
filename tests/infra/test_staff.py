from legwork.domain.permission import OWNER, Permission
from tests.infra.reading import Reading

POOL = "AWS::Cognito::UserPool"
CLIENT = "AWS::Cognito::UserPoolClient"


def test_nobody_can_choose_or_change_their_account(prod: Reading) -> None:
    pool, client = prod.only(POOL), prod.only(CLIENT)
    (account,) = (field for field in pool["Schema"] if field["Name"] == "account_id")

    assert account["Mutable"] is False
    assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    assert client["WriteAttributes"] == ["name"]
    assert "custom:account_id" in client["ReadAttributes"]


def test_the_client_has_no_secret_and_hides_who_exists(prod: Reading) -> None:
    client = prod.only(CLIENT)

    assert client["GenerateSecret"] is False
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert set(client["ExplicitAuthFlows"]) == {
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_USER_SRP_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
    }


def test_there_is_a_group_for_each_role_and_permission(prod: Reading) -> None:
    groups = prod.of_type("AWS::Cognito::UserPoolGroup").values()

    assert {group["GroupName"] for group in groups} == {OWNER, *Permission}
