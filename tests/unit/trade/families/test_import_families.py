import pytest

from legwork.domain import recipient as recipients
from legwork.domain.effect import Put
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.recipient import Recipient, recipient_key, unsubscribe
from legwork.trade.families import family as families
from legwork.trade.families import keyword as keywords
from legwork.trade.families.family import Family, Guardian
from legwork.trade.families.keyword import Keyword, KeywordType
from legwork.trade.mail.audience import listed
from tests.unit.account import Account
from tests.unit.tasks import NOW
from tests.unit.trade.classes.test_import_enrollments import importing as enrolling
from tests.unit.trade.decisions import Decisions

HEADER = "family,name,email,guardian,consent,consent_source,consent_at,keywords"
MOSS = "F1,Moss,One@Example.com,Ada Moss,yes,form,2026-01-31,vip; choir"
FERN = "F2,Fern,two@example.com,,no,,,"
REED = "F3,,,,,,,"


def importing(account: Account, *rows: str, mode: str = "add") -> Decisions:
    account.upload("\n".join([HEADER, *rows, ""]).encode())
    return Decisions(account, "import_records", entity="families", upload_id="UP1", mode=mode)


def codes(account: Account, *rows: str, mode: str = "add") -> list[str]:
    return [one.code or one.outcome.value for one in importing(account, *rows, mode=mode).run()]


def only(account: Account, row: str, mode: str = "add") -> Verdict:
    [verdict] = importing(account, row, mode=mode).run()
    return verdict


def family(account: Account, name: str = "F1") -> Family:
    return families.find([name], account.records)[name]


def recipient(account: Account, email: str = "one@example.com") -> Recipient | None:
    return recipients.find([email], account.records).get(email)


def addresses(account: Account, class_id: str | None = None) -> list[str]:
    every = (one for bucket in range(8) for one in listed(class_id, bucket, account.records))
    return sorted(one.email for one in every)


def test_rows_become_families_with_consent_and_keywords() -> None:
    account = Account()
    decisions = importing(account, MOSS, FERN, REED)
    decisions.check()
    assert [one.code for one in decisions.run()] == ["", "", "no_address"]
    assert family(account) == Family(
        id="F1",
        email="One@Example.com",
        name="Moss",
        guardians=(Guardian(name="Ada Moss", primary=True),),
        keywords=("choir", "vip"),
    )
    assert recipient(account) == Recipient(
        "one@example.com", opted_in=True, consent_source="form", consent_at="2026-01-31"
    )
    assert addresses(account) == ["", "one@example.com", "two@example.com"]
    assert keywords.find(["vip"], account.records) == {"vip": Keyword("vip", KeywordType.FAMILY)}
    finished = decisions.finish()
    assert finished.result
    assert finished.result.summary == "3 new, 0 changed, 0 unchanged, 0 with errors."
    assert decisions.problems() == []


def test_nobody_agrees_without_saying_so() -> None:
    account = Account()
    importing(account, "F1,Moss,one@example.com,,,,,", FERN).run()
    assert recipient(account) is None
    found = recipient(account, "two@example.com")
    assert found is not None
    assert found.consent is False


@pytest.mark.parametrize("mode", ["add", "upsert"])
def test_a_second_import_changes_nothing(mode: str) -> None:
    account = Account()
    importing(account, MOSS, FERN, REED, mode=mode).run()
    before = dict(account.database.records.rows)
    assert codes(account, MOSS, FERN, REED, mode=mode) == ["unchanged"] * 3
    assert account.database.records.rows == before


@pytest.mark.parametrize("mode", ["add", "upsert"])
def test_rows_in_batches_of_their_own_end_the_same(mode: str) -> None:
    together, apart = Account(), Account()
    rows = (MOSS, FERN, "F1,,new@example.com,,yes,form,2026-02-01,", REED, "F4,Sedge,,,,,,vip")
    importing(together, *rows, mode=mode).run()
    for row in rows:
        importing(apart, row, mode=mode).run()
    assert together.database.records.rows == apart.database.records.rows


def test_what_enrollments_have_made_gets_what_it_lacks() -> None:
    account = Account()
    enrolling(account, "A,S1,F1,one@example.com,0,1", "B,S1,F1,one@example.com,0,1").run()
    assert codes(account, MOSS) == ["changed"]
    assert family(account).name == "Moss"
    assert family(account).students == ("S1",)
    assert addresses(account, "A") == ["one@example.com"]
    assert codes(account, MOSS) == ["unchanged"]


def test_what_stands_is_not_changed_by_adding() -> None:
    account = Account()
    importing(account, MOSS).run()
    for row, field in (
        ("F1,Fern,,,,,,", "name"),
        ("F1,,else@example.com,,yes,form,2026-02-01,", "email"),
        ("F1,,,Bo Moss,,,,", "guardian"),
    ):
        verdict = only(account, row)
        assert (verdict.outcome, verdict.code) == (Outcome.SKIPPED, "differs")
        assert f"Its {field} is" in verdict.message
    assert recipient(account, "else@example.com") is None


def test_an_upsert_changes_it_and_leaves_what_the_row_does_not_say() -> None:
    account = Account()
    importing(account, MOSS).run()
    assert codes(account, "F1,Fern,,Bo Moss,,,,vip", mode="upsert") == ["changed"]
    found = family(account)
    assert (found.name, found.email, found.keywords) == ("Fern", "One@Example.com", ("vip",))
    assert found.guardians == (Guardian(name="Bo Moss", primary=True),)


def test_a_new_address_is_on_every_list_in_the_place_of_the_old_one() -> None:
    account = Account()
    enrolling(account, "A,S1,F1,one@example.com,0,1", "B,S2,F1,one@example.com,0,1").run()
    importing(account, MOSS).run()
    row = "F1,,new@example.com,,yes,form,2026-02-01,"
    assert codes(account, row, mode="upsert") == ["changed"]
    for class_id in (None, "A", "B"):
        assert addresses(account, class_id) == ["new@example.com"]
    # Consent belongs to an address, not to a family.
    old, new = recipient(account), recipient(account, "new@example.com")
    assert old is not None
    assert new is not None
    assert (old.consent_at, new.consent_at) == ("2026-01-31", "2026-02-01")


def test_an_old_list_takes_no_withdrawal_back() -> None:
    account = Account()
    importing(account, MOSS).run()
    account.commit([unsubscribe("one@example.com", NOW)])
    verdict = only(account, MOSS, "upsert")
    assert (verdict.outcome, verdict.code) == (Outcome.SKIPPED, "withdrawn")
    found = recipient(account)
    assert found is not None
    assert (found.consent, found.consent_source) == (False, "unsubscribe link")


def test_a_later_consent_counts() -> None:
    account = Account()
    importing(account, "F1,Moss,one@example.com,,no,phone,2026-01-01,").run()
    assert codes(account, "F1,Moss,one@example.com,,yes,form,2026-01-02,") == ["changed"]
    assert recipient(account) == Recipient(
        "one@example.com", opted_in=True, consent_source="form", consent_at="2026-01-02"
    )


def test_nobody_knows_whether_it_is_later_than_a_withdrawal_without_a_date() -> None:
    account = Account()
    earlier = {"email": "one@example.com", "opted_in": False}
    account.commit([Put(recipient_key("one@example.com"), earlier)])
    assert only(account, MOSS).code == "withdrawn"
    found = recipient(account)
    assert found is not None
    assert found.consent is False


def test_an_address_that_two_families_share_agrees_once() -> None:
    account = Account()
    rows = (MOSS, "F2,Fern,one@example.com,,yes,phone,2026-01-30,")
    assert codes(account, *rows) == ["succeeded", "succeeded"]
    found = recipient(account)
    assert found is not None
    assert found.consent_at == "2026-01-31"


def test_a_keyword_of_another_type_is_an_error() -> None:
    account = Account()
    account.commit(keywords.use(["vip"], KeywordType.CLASS, ()))
    verdict = only(account, MOSS)
    assert (verdict.outcome, verdict.code) == (Outcome.ERROR, "bad_row")
    assert "'vip' is a keyword for class, not for family" in verdict.message
    assert families.find(["F1"], account.records) == {}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("F#,,,,,,,", "family: at most 64 characters"),
        ("F9,,,,perhaps,,,", "consent: 'perhaps' is neither yes nor no"),
        ("F9,,a@example.com,,yes,,2026-01-01,", "consent_source: a consent needs its source"),
        ("F9,,a@example.com,,yes,form,,", "consent_at: a consent needs its day"),
        ("F9,,a@example.com,,yes,form,soon,", "consent_at: 'soon' is neither a day"),
        ("F9,,a@example.com,,yes,form,2099-01-01,", "consent_at: lies in the future"),
        ("F9,,,,,,,a#b", "keywords: 'a#b' is no keyword"),
        (f"F9,,,,,,,{';'.join(f'k{n}' for n in range(21))}", "keywords: at most 20"),
    ],
)
def test_a_bad_row_is_an_error_and_the_rest_goes_in(row: str, says: str) -> None:
    bad, good = importing(Account(), row, FERN).run()
    assert bad.outcome is Outcome.ERROR
    assert says in bad.message
    assert good.outcome is Outcome.SUCCEEDED


def test_an_address_that_can_be_none_is_a_warning_and_never_replaces_a_good_one() -> None:
    account = Account()
    assert codes(account, "F1,Moss,nobody,,,,,", FERN) == ["bad_address", "succeeded"]
    verdict = only(account, "F2,,nobody,,,,,", "upsert")
    assert "email: 'nobody' cannot be a mail address" in verdict.message


@pytest.mark.parametrize(("mode", "classes"), [("add", 2), ("upsert", 6)])
def test_a_row_makes_no_more_writes_than_it_says(mode: str, classes: int) -> None:
    account = Account()
    enrolling(account, *(f"C{n},S1,F1,,0,1" for n in range(classes))).run()
    decisions = importing(account, MOSS, mode=mode)
    [target] = decisions.found()
    decisions.run()
    [done] = decisions.performed
    assert target.affinity == "F1"
    assert len(done.effects) <= (target.writes or 0)


def test_one_that_too_much_depends_on_is_left_alone() -> None:
    account = Account()
    enrolling(account, *(f"C{n},S1,F1,,0,1" for n in range(20))).run()
    before = dict(account.database.records.rows)
    verdict = only(account, MOSS, "upsert")
    assert (verdict.outcome, verdict.code) == (Outcome.ERROR, "too_much_at_once")
    assert account.database.records.rows == before
