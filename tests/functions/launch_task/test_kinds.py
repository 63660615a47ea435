from jsonschema import Draft202012Validator

from tests.functions.town import Town


def test_an_owner_may_launch_every_kind_and_draw_its_form(town: Town) -> None:
    kinds = {kind["name"]: kind for kind in town.ana.get("/v1/kinds").body["kinds"]}

    assert {"import_records", "permit_save", "permit_billout"} <= set(kinds)
    for kind in kinds.values():
        assert kind["title"]
        assert kind["permission"]
        Draft202012Validator.check_schema(kind["params"])
    billout = Draft202012Validator(kinds["permit_billout"]["params"])
    assert billout.is_valid({"permit": "P-1"})
    assert not billout.is_valid({"permit": "P-1", "discount": 1})


def test_others_see_what_they_may_launch(town: Town) -> None:
    clerk = town.member("Ida", "import")

    assert {kind["name"] for kind in clerk.get("/v1/kinds").body["kinds"]} == {"import_records"}
    assert town.guest.get("/v1/kinds").body == {"kinds": []}


def test_a_login_without_an_account_is_refused(town: Town) -> None:
    for account in ("", "park#side", "ACCOUNT#parkside"):
        claims = {"custom:account_id": account, "sub": "x", "cognito:groups": "[owner]"}

        refused = town.ana.ask("GET", "/v1/kinds", claims=claims)

        assert refused.status == 403
        assert refused.headers["content-type"] == "application/problem+json"


def test_groups_are_read_however_the_gateway_writes_them(town: Town) -> None:
    for groups in ("[import permits]", "[import, permits]", "import,permits"):
        claims = {"custom:account_id": "parkside", "sub": "x", "cognito:groups": groups}

        kinds = town.ana.ask("GET", "/v1/kinds", claims=claims).body["kinds"]

        assert {"import_records", "permit_save"} <= {kind["name"] for kind in kinds}
