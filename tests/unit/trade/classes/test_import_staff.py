from legwork.domain.outcome import Outcome
from legwork.domain.permission import Caller, Permission
from legwork.trade.classes import instructor as instructors
from legwork.trade.classes.instructor import Instructor
from legwork.usecases.list_names import list_names
from tests.unit.account import ACCOUNT, Account
from tests.unit.trade.decisions import Decisions

HEADER = "staff,name,email,phone,location"
ANA = "ana,Ana Moss,ana@staff.example,555 01,Pool"


def importing(account: Account, *rows: str) -> Decisions:
    account.upload("\n".join([HEADER, *rows, ""]).encode())
    return Decisions(account, "import_records", entity="staff", upload_id="UP1")


def test_rows_become_staff_who_teach() -> None:
    account = Account()
    decisions = importing(account, ANA, "ben,,,,")
    decisions.check()
    assert {verdict.outcome for verdict in decisions.run()} == {Outcome.SUCCEEDED}
    assert instructors.find(["ana", "ben"], account.records) == {
        "ana": Instructor(
            id="ana", name="Ana Moss", email="ana@staff.example", phone="555 01", location="Pool"
        ),
        "ben": Instructor(id="ben"),
    }
    assert decisions.problems() == []
    assert [listed(account, beginning) for beginning in ("moss", "ana m", "B")] == [
        [],
        ["ana"],
        ["ben"],
    ]


def listed(account: Account, beginning: str) -> list[str]:
    found, _ = list_names(
        "staff",
        beginning,
        needs=(Permission.CLASSES,),
        caller=Caller.of(account=ACCOUNT, sub="u", name="U", groups=["classes"]),
        limit=5,
        cursor=None,
        database=account.database,
    )
    return [one.id for one in found]


def test_a_second_import_changes_nothing() -> None:
    account = Account()
    rows = (ANA, ANA.replace("Pool", "Gym"))
    assert [verdict.code for verdict in importing(account, *rows).run()] == ["", "differs"]
    before = dict(account.database.records.rows)
    again = importing(account, *rows)
    assert [verdict.code for verdict in again.run()] == ["unchanged", "differs"]
    assert account.database.records.rows == before


def test_bad_rows_and_bad_addresses() -> None:
    account = Account()
    rows = ("none,Nobody,,,", "present,,,,", "#1,,,,", ",Ana,,,", "cleo,Cleo,at home,,")
    verdicts = importing(account, *rows).run()
    assert [verdict.code for verdict in verdicts] == ["bad_row"] * 4 + ["bad_address"]
    assert "stands for something else" in verdicts[0].message
