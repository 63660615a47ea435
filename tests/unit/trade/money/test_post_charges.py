from typing import Any

import pytest

from legwork import kinds
from legwork.contracts.params import validated
from legwork.domain.effect import Delete, Update
from legwork.domain.errors import InvalidInput, Unreadable
from legwork.ports import TransactionRefused
from legwork.trade.classes.billing_cycle import BillingCycle
from legwork.trade.classes.class_ import Class, Proration
from legwork.trade.classes.enrollment import EnrollmentStatus, bucket_of, enrollment_key
from legwork.trade.families.family import family_key
from legwork.trade.money.posting import posting_key
from tests.unit.account import Account
from tests.unit.trade.decisions import TASK, Decisions
from tests.unit.trade.money.books import DAY, opened
from tests.unit.trade.money.homes import (
    MONDAYS,
    cents,
    codes,
    enrollment,
    home,
    posted,
    run,
    school,
)

OTHER = "01J00000000000000000000002"
JUDO, KARATE = Class(id="JUDO", location="Gym"), Class(id="KARATE", location="Gym")


@pytest.fixture
def account() -> Account:
    account = Account()
    school(account, JUDO, KARATE)
    return account


def post(account: Account, *classes: str, **params: Any) -> Decisions:
    return run(account, "post_charges", classes=classes or ("JUDO",), **params)


# --- One charge per active enrollment, posted to the family ------------------------------------


def test_each_active_enrollment_of_the_classes_is_one_charge_of_its_family(
    account: Account,
) -> None:
    home(account, "F1", {"S1": ["JUDO", "KARATE"]})
    home(account, "F2", {"S2": ["JUDO"], "S3": ["JUDO"]}, tuition_cents=5_000)
    decisions = post(account, "JUDO", "KARATE", due_day="2027-04-30", note="April")

    assert codes(decisions) == ["succeeded"] * 4
    assert decisions.finish().result is not None
    assert (cents(account), cents(account, "F2")) == ([7_000, 7_000], [5_000, 5_000])
    [one, *_] = posted(account)
    assert (one.category, one.day, one.due_day, one.note) == (
        "tuition",
        DAY,
        "2027-04-30",
        "April",
    )
    assert one.task == TASK


def test_two_enrollments_of_one_family_in_one_batch_are_one_balance_update(
    account: Account,
) -> None:
    home(account, "F1", {"S1": ["JUDO"], "S2": ["JUDO"]})
    decisions = post(account)
    assert opened(account, "F1").account.balance_cents == 14_000
    written = {effect.key for one in decisions.performed for effect in one.effects}
    assert len(written) == 3, "two postings, one account"


def test_it_goes_on_behind_any_enrollment(account: Account) -> None:
    school(account, Class(id="JUDO "), Class(id="JUDO!"))
    for number in range(9):
        home(account, f"F{number}", {f"S{number}": ["JUDO", "JUDO ", "JUDO!", "KARATE"]})
    decisions = Decisions(account, "post_charges", classes=("KARATE", "JUDO!", "JUDO ", "JUDO"))
    everything = decisions.listed()
    assert len(everything) == 36
    assert everything == sorted(everything)
    for index, key in enumerate(everything):
        assert decisions.listed(after=key) == everything[index + 1 :]


def test_tuition_is_the_enrollments_or_else_the_classs(account: Account) -> None:
    school(account, Class(id="CHESS", tuition_cents=4_000))
    home(account, "F1", {"S1": ["CHESS"]}, tuition_cents=0)
    home(account, "F2", {"S2": ["CHESS"]}, tuition_cents=900)
    home(account, "F3", {"S3": ["JUDO"]}, tuition_cents=0)
    assert sorted(codes(post(account, "CHESS", "JUDO"))) == ["free", "succeeded", "succeeded"]
    assert (cents(account), cents(account, "F2"), cents(account, "F3")) == ([4_000], [900], [])


def test_one_amount_for_everyone(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]})
    post(account, category="costume", amount_cents=2_500)
    assert cents(account) == [2_500]


@pytest.mark.parametrize(
    ("day", "expected"), [("2027-04-05", "succeeded"), ("2027-04-06", "not_active")]
)
def test_a_drop_counts_to_the_end_of_its_day(account: Account, day: str, expected: str) -> None:
    home(
        account,
        "F1",
        {"S1": ["JUDO"]},
        status=EnrollmentStatus.DROPPED,
        dropped_on="2027-04-05",
    )
    decisions = Decisions(account, "post_charges", classes=("JUDO",), day=day)
    listed = decisions.listed()
    assert len(listed) == (1 if expected == "succeeded" else 0)
    # Whoever was dropped after the plan was made is told so.
    decisions.targets = [f"JUDO#{bucket_of('F1')}#F1#S1"]
    decisions.run()
    assert codes(decisions) == [expected]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"status": EnrollmentStatus.FUTURE, "begins_on": "2027-04-06"}, "not_active"),
        ({"status": EnrollmentStatus.FUTURE, "begins_on": "2027-04-05"}, "succeeded"),
        ({"status": EnrollmentStatus.WAITLISTED}, "not_active"),
    ],
)
def test_future_and_waitlisted_places_are_not_charged(
    account: Account, fields: dict[str, Any], expected: str
) -> None:
    home(account, "F1", {"S1": ["JUDO"]}, **fields)
    assert codes(post(account)) == [expected]


def test_who_only_makes_up_for_a_session_is_no_target(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]}, makeup=DAY)
    home(account, "F2", {"S2": ["JUDO"]})
    assert len(post(account).targets) == 1


# --- Duplicates --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "params", "expected"),
    [
        ("2027-04-05", {}, "duplicate"),
        ("2027-05-04", {}, "duplicate"),
        ("2027-05-05", {}, "succeeded"),
        ("2027-03-20", {}, "duplicate"),
        ("2027-04-12", {"look_back_days": 7}, "succeeded"),
        ("2027-04-11", {"look_back_days": 7}, "duplicate"),
        ("2027-04-05", {"look_back_days": 0}, "succeeded"),
        ("2027-04-05", {"force": True}, "succeeded"),
        ("2027-04-05", {"category": "costume"}, "succeeded"),
    ],
)
def test_a_duplicate_within_the_look_back_window_is_skipped_unless_forced(
    account: Account, day: str, params: dict[str, Any], expected: str
) -> None:
    home(account, "F1", {"S1": ["JUDO"]})
    post(account)
    assert codes(another(account, **{"day": day, **params})) == [expected]
    assert len(posted(account)) == (1 if expected == "duplicate" else 2)


def another(account: Account, task: str = OTHER, **params: Any) -> Decisions:
    """A task of its own, worked off."""
    decisions = Decisions(account, "post_charges", **{"classes": ("JUDO",), **params})
    decisions.task = task
    decisions.check()
    decisions.run()
    assert decisions.problems() == []
    return decisions


def test_of_two_tasks_over_one_family_at_once_one_decides_again(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]})
    one = Decisions(account, "post_charges", classes=("JUDO",))
    decided = one.decide()
    another(account)
    with pytest.raises(TransactionRefused):
        account.commit(e for done in decided for e in done.effects)
    one.run()
    assert codes(one) == ["duplicate"]
    assert cents(account) == [7_000]


# --- Who is left out ---------------------------------------------------------------------------


def test_families_omitted_from_tuition_are_skipped_with_a_note(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]}, omit_from=("tuition",))
    home(account, "F2", {"S2": ["JUDO"]}, omit_from=("drafts",))
    decisions = post(account)
    assert sorted(codes(decisions)) == ["omitted", "succeeded"]
    assert any("F1" in one.message for one in decisions.verdicts)
    assert cents(account) == []


def test_no_tuition_for_a_class_that_is_not_billed(account: Account) -> None:
    school(account, Class(id="JUDO", billing_enabled=False))
    home(account, "F1", {"S1": ["JUDO"]})
    assert codes(post(account)) == ["billing_off"]
    assert codes(post(account, category="costume", amount_cents=100)) == ["succeeded"]


def test_what_is_gone_is_an_error(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]})
    home(account, "F2", {"S2": ["JUDO"]})
    decisions = Decisions(account, "post_charges", classes=("JUDO",))
    decisions.targets = [*decisions.listed()]
    account.commit([Delete(enrollment_key("JUDO", "F1", "S1")), Delete(family_key("F2"))])
    decisions.run()
    assert codes(decisions) == ["not_found"] * 2


# --- Proration ---------------------------------------------------------------------------------


def prorated(account: Account, way: str, enrolled_day: int, **params: Any) -> list[int]:
    school(account, JUDO, meetings=MONDAYS)
    home(account, "F1", {"S1": ["JUDO"]}, enrolled_day=enrolled_day, tuition_cents=10_000)
    post(account, prorate=way, **params)
    return cents(account)


@pytest.mark.parametrize(
    ("enrolled_day", "expected"),
    [(-3, 10_000), (0, 10_000), (1, 7_500), (7, 7_500), (14, 5_000), (21, 2_500)],
)
def test_tuition_is_prorated_by_the_meetings_of_the_session(
    account: Account, enrolled_day: int, expected: int
) -> None:
    assert prorated(account, "meetings", enrolled_day) == [expected]


def test_tuition_is_prorated_by_the_meetings_of_a_range(account: Account) -> None:
    found = prorated(account, "meetings", 14, from_day="2027-04-12", to_day="2027-04-26")
    assert found == [6_667], "two of three"


def test_tuition_is_prorated_by_calendar_month(account: Account) -> None:
    school(account, JUDO, meetings=("2027-05-03", "2027-05-10"))
    assert prorated(account, "calendar_month", 14) == [5_000], "two of April's four"


@pytest.mark.parametrize(
    ("enrolled_day", "expected"), [(0, 10_000), (7, 10_000), (14, 7_500), (28, 2_500)]
)
def test_a_month_is_four_weeks_a_quarter_for_each_meeting_left_four_or_more_is_full(
    account: Account, enrolled_day: int, expected: int
) -> None:
    school(account, JUDO, meetings=("2027-04-01", "2027-04-29"))
    school(account, JUDO, meetings=MONDAYS)
    home(account, "F1", {"S1": ["JUDO"]}, enrolled_day=enrolled_day, tuition_cents=10_000)
    post(account, prorate="four_weeks")
    assert cents(account) == [expected]


@pytest.mark.parametrize(
    ("way", "expected"), [("meetings", 6_667), ("calendar_month", 6_667), ("four_weeks", 5_000)]
)
def test_blackout_dates_do_not_count(account: Account, way: str, expected: int) -> None:
    assert prorated(account, way, 7, blackout_days=("2027-04-12",)) == [expected]


def test_who_leaves_in_between_pays_for_what_is_left_until_then(account: Account) -> None:
    school(account, JUDO, meetings=MONDAYS)
    home(
        account,
        "F1",
        {"S1": ["JUDO"]},
        tuition_cents=10_000,
        status=EnrollmentStatus.DROPPED,
        dropped_on="2027-04-12",
    )
    post(account, prorate="meetings")
    assert cents(account) == [5_000]
    assert posted(account)[0].note == "2 of 4 meetings"


def test_who_begins_later_pays_from_then_on(account: Account) -> None:
    school(account, JUDO, meetings=MONDAYS)
    home(
        account,
        "F1",
        {"S1": ["JUDO"]},
        tuition_cents=10_000,
        status=EnrollmentStatus.FUTURE,
        begins_on="2027-04-26",
    )
    post(account, prorate="meetings", day="2027-04-26")
    assert cents(account) == [2_500]


def test_a_class_says_itself_how_it_is_prorated(account: Account) -> None:
    school(account, Class(id="JUDO", proration=Proration.FOUR_WEEKS), meetings=MONDAYS)
    school(account, KARATE, meetings=MONDAYS)
    home(account, "F1", {"S1": ["JUDO", "KARATE"]}, enrolled_day=7, tuition_cents=10_000)
    post(account, "JUDO", "KARATE", prorate="as_the_class")
    assert cents(account) == [7_500, 10_000]


def test_without_any_session_nothing_can_be_prorated(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]})
    assert codes(post(account, prorate="meetings")) == ["no_meetings"]


def test_nothing_is_left_of_the_class(account: Account) -> None:
    assert prorated(account, "meetings", 22) == []


# --- Discounts ---------------------------------------------------------------------------------

PERCENTS = (0, 5, 5, 7)


def four_classes(account: Account, enrolled: dict[str, list[str]], **params: Any) -> list[int]:
    school(account, *(Class(id=name, location="Gym") for name in "ABCD"))
    home(account, "F1", enrolled)
    post(account, *"ABCD", discount_percents=PERCENTS, **params)
    return cents(account)


def test_four_classes_at_70_with_0_5_5_7_percent_are_268_10(account: Account) -> None:
    found = four_classes(account, {"S1": [*"ABCD"]}, discount="classes_of_student")
    assert found == [6_510, 6_650, 6_650, 7_000]
    assert sum(found) == 26_810


def test_classes_are_counted_by_family(account: Account) -> None:
    enrolled = {"S1": ["A", "B"], "S2": ["C", "D"]}
    assert sum(four_classes(account, enrolled, discount="classes_of_family")) == 26_810


def test_classes_are_counted_by_student(account: Account) -> None:
    enrolled = {"S1": ["A", "B"], "S2": ["C", "D"]}
    found = four_classes(account, enrolled, discount="classes_of_student")
    assert found == [6_650, 6_650, 7_000, 7_000]


def test_students_are_counted(account: Account) -> None:
    enrolled = {"S1": ["A", "B"], "S2": ["C"], "S3": ["D"]}
    found = four_classes(account, enrolled, discount="students")
    assert found == [6_650, 6_650, 7_000, 7_000], "who has the dearest classes comes first"


def test_what_is_charged_by_another_task_counts_as_well(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO", "KARATE"]})
    post(account, "KARATE", discount="classes_of_student", discount_percents=(0, 50))
    assert cents(account) == [3_500]


@pytest.mark.parametrize(
    ("other", "enrolled", "expected"),
    [
        # By its name it would be the first, so that the other class would be the cheaper one.
        (Class(id="AIKIDO", location="Gym"), {}, 3_500),
        (Class(id="AIKIDO", location="Elsewhere"), {}, 7_000),
        (Class(id="AIKIDO", location="Gym", billing_enabled=False), {}, 7_000),
        (Class(id="AIKIDO", location="Gym"), {"fixed_fee_cents": 9_000}, 7_000),
        (Class(id="AIKIDO", location="Gym"), {"status": "waitlisted"}, 7_000),
        (
            Class(id="AIKIDO", location="Gym"),
            {"status": "dropped", "dropped_on": "2027-04-04"},
            7_000,
        ),
    ],
)
def test_discounts_count_only_what_is_billed_at_the_same_location(
    account: Account, other: Class, enrolled: dict[str, Any], expected: int
) -> None:
    school(account, other)
    home(account, "F1", {"S1": ["JUDO", "AIKIDO"]})
    if enrolled:
        account.commit([Update(enrollment_key("AIKIDO", "F1", "S1"), set=enrolled)])
    post(account, "JUDO", discount="classes_of_family", discount_percents=(0, 50))
    assert cents(account) == [expected]


def test_nothing_is_due_before_it_is_charged(account: Account) -> None:
    """A task that is worked off a day later than it was launched."""
    home(account, "F1", {"S1": ["JUDO"]})
    Decisions(account, "post_charges", classes=("JUDO",), due_day="2027-04-01").run()
    [one] = posted(account)
    assert (one.day, one.due_day) == (DAY, DAY)


def test_the_dearest_class_pays_in_full_and_half_a_cent_is_rounded(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]}, tuition_cents=1_010)
    account.commit([Update(enrollment_key("JUDO", "F1", "S1"), set={"tuition_cents": 1_010})])
    school(account, Class(id="CHESS", location="Gym"))
    home(account, "F1", {"S1": ["JUDO", "CHESS"]}, tuition_cents=1_010)
    account.commit([Update(enrollment_key("CHESS", "F1", "S1"), set={"tuition_cents": 9_000})])
    post(account, "JUDO", discount="classes_of_family", discount_percents=(0, 5))
    assert cents(account) == [959], "50.5 cents off are 51"
    assert posted(account)[0].note == "5 % off"


def test_a_fixed_fee_overrides_proration_and_discounts(account: Account) -> None:
    school(account, JUDO, KARATE, meetings=MONDAYS)
    home(account, "F1", {"S1": ["JUDO", "KARATE"]}, fixed_fee_cents=1_234, enrolled_day=14)
    found = post(
        account,
        "JUDO",
        "KARATE",
        prorate="meetings",
        discount="classes_of_student",
        discount_percents=(0, 50),
    )
    assert codes(found) == ["succeeded"] * 2
    assert cents(account) == [1_234, 1_234]


def test_a_fixed_fee_of_nothing_is_free(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]}, fixed_fee_cents=0)
    assert codes(post(account)) == ["free"]


# --- The billing schedule ----------------------------------------------------------------------


def test_the_billing_schedule_moves_on_by_one_cycle_a_run(account: Account) -> None:
    home(
        account,
        "F1",
        {"S1": ["JUDO"]},
        billing_cycle="monthly",
        next_billing_day="2027-02-01",
    )
    home(account, "F2", {"S2": ["JUDO"]}, billing_cycle="monthly", next_billing_day="2027-04-06")
    home(account, "F3", {"S3": ["JUDO"]})
    for month in ("2027-02-01", "2027-03-01", "2027-04-01"):
        decisions = another(account, month, scheduled=True)
        assert sorted(codes(decisions)) == ["not_due", "succeeded"]
        assert posted(account)[-1].day == month
    assert codes(another(account, "once more", scheduled=True)) == ["not_due", "not_due"]
    assert cents(account) == [7_000] * 3


@pytest.mark.parametrize(
    ("cycle", "day", "after"),
    [
        ("weekly", "2027-02-24", "2027-03-03"),
        ("two_weeks", "2027-02-24", "2027-03-10"),
        ("four_weeks", "2027-12-24", "2028-01-21"),
        ("monthly", "2027-12-15", "2028-01-15"),
        ("monthly", "2027-01-31", "2027-02-28"),
        ("monthly", "2027-02-28", "2027-03-28"),
        ("monthly", "2027-04-30", "2027-05-30"),
        ("quarterly", "2027-11-30", "2028-02-29"),
        ("yearly", "2028-02-29", "2029-02-28"),
    ],
)
def test_cycles(cycle: str, day: str, after: str) -> None:
    assert BillingCycle(cycle).after(day) == after
    if day[8:] == after[8:]:
        assert BillingCycle(cycle).before(after) == day


@pytest.mark.parametrize(
    ("cycle", "first", "days"),
    [
        ("monthly", "2027-01-31", ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]),
        ("monthly", "2028-01-30", ["2028-02-29", "2028-03-30", "2028-04-30"]),
        ("monthly", "2027-01-28", ["2027-02-28", "2027-03-28"]),
        ("quarterly", "2026-08-31", ["2026-11-30", "2027-02-28", "2027-05-31"]),
        ("yearly", "2028-02-29", ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
        ("weekly", "2027-01-31", ["2027-02-07", "2027-02-14"]),
    ],
)
def test_a_bill_is_on_its_own_day_again_after_a_shorter_month(
    account: Account, cycle: str, first: str, days: list[str]
) -> None:
    key = enrollment_key("JUDO", "F1", "S1")
    home(account, "F1", {"S1": ["JUDO"]}, billing_cycle=cycle, next_billing_day=first)
    tasks, before = [], []
    for number, day in enumerate([first, *days]):
        item = account.records.get([key])[key]
        assert item["next_billing_day"] == day
        before.append(item)
        tasks.append(another(account, f"{number}", scheduled=True, day="2039-01-01"))
        assert codes(tasks[-1]) == ["succeeded"]
        assert day in {one.day for one in posted(account)}
    for task in reversed(tasks):
        assert {one.code or one.outcome for one in task.undo()} == {"succeeded"}
        assert account.records.get([key])[key] == before.pop()


def test_a_cycle_of_a_later_release_says_so(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]}, billing_cycle="lunar", next_billing_day="2027-04-01")
    decisions = Decisions(account, "post_charges", classes=("JUDO",), scheduled=True)
    with pytest.raises(Unreadable, match="billing cycle"):
        decisions.decide()


def test_what_was_charged_meanwhile_is_a_duplicate_of_its_cycle(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]}, billing_cycle="monthly", next_billing_day="2027-04-01")
    post(account, day="2027-03-20")
    assert codes(another(account, scheduled=True)) == ["duplicate"]
    # The next cycle is billed: else nobody ever would be again.
    late = another(account, "in May", scheduled=True, day="2027-05-01")
    assert codes(late) == ["succeeded"]
    assert posted(account)[-1].day == "2027-05-01"


def test_a_charge_for_years_to_come_takes_no_guard_away(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO", "KARATE"]})
    post(account)
    another(account, "far ahead", classes=("KARATE",), day="2037-03-20")
    assert codes(another(account, "again")) == ["duplicate"]


# --- Yearly fees -------------------------------------------------------------------------------


def yearly(account: Account, per: str, task: str = OTHER, **params: Any) -> Decisions:
    given = {"category": "registration", "amount_cents": 3_000, "per": per}
    return another(account, task, classes=("JUDO", "KARATE"), **given, **params)


def test_a_yearly_fee_comes_once_a_family(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO", "KARATE"], "S2": ["JUDO"]})
    assert codes(yearly(account, "family_yearly")) == ["succeeded"]
    again = yearly(account, "family_yearly", "again", day="2027-12-31")
    assert codes(again) == ["already_charged"]
    assert cents(account) == [3_000]


def test_a_yearly_fee_comes_once_a_student(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO", "KARATE"], "S2": ["JUDO"]})
    assert codes(yearly(account, "student_yearly")) == ["succeeded"]
    assert codes(yearly(account, "student_yearly", "again")) == ["already_charged"]
    assert [one.student for one in posted(account)] in (["S1", "S2"], ["S2", "S1"])


def test_a_yearly_fee_is_not_for_families_that_are_not_active(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]})
    account.commit([Update(family_key("F1"), set={"active": False})])
    assert codes(yearly(account, "family_yearly")) == ["not_active"]


@pytest.mark.parametrize("per", ["family_yearly", "student_yearly"])
def test_a_yearly_fee_that_was_forced_and_taken_back_leaves_the_first_one(
    account: Account, per: str
) -> None:
    home(account, "F1", {"S1": ["JUDO"]})
    assert codes(yearly(account, per)) == ["succeeded"]
    forced = yearly(account, per, "forced", force=True)
    assert codes(forced) == ["succeeded"]
    assert cents(account) == [3_000, 3_000]
    assert [one.code for one in forced.undo()] == [""]
    assert codes(yearly(account, per, "again")) == ["already_charged"]


def test_a_yearly_fee_comes_again_in_the_next_year(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]})
    yearly(account, "family_yearly", "earlier")
    assert codes(yearly(account, "family_yearly", day="2028-01-01")) == ["succeeded"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"status": EnrollmentStatus.FUTURE, "begins_on": "2027-05-31"}, "succeeded"),
        ({"status": EnrollmentStatus.FUTURE, "begins_on": "2027-06-01"}, "not_active"),
        ({"status": EnrollmentStatus.DROPPED, "dropped_on": "2027-04-01"}, "succeeded"),
        ({"status": EnrollmentStatus.DROPPED, "dropped_on": "2027-03-31"}, "not_active"),
        ({"status": EnrollmentStatus.WAITLISTED}, "not_active"),
    ],
)
def test_a_yearly_fee_is_only_for_who_is_active_this_month_or_the_next(
    account: Account, fields: dict[str, Any], expected: str
) -> None:
    home(account, "F1", {"S1": ["JUDO"]}, **fields)
    assert codes(yearly(account, "family_yearly")) == [expected]


def test_a_yearly_fee_leaves_out_families_omitted_from_tuition(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]}, omit_from=("tuition",))
    assert codes(yearly(account, "family_yearly")) == ["omitted"]


def test_a_yearly_fee_goes_on_behind_any_family(account: Account) -> None:
    for number in range(9):
        home(account, f"F{number}", {f"S{number}": ["JUDO", "KARATE"]})
    decisions = Decisions(
        account,
        "post_charges",
        classes=("JUDO", "KARATE"),
        per="family_yearly",
        amount_cents=1,
    )
    everything = decisions.listed()
    assert len(everything) == 9
    assert everything == sorted(everything)
    for index, key in enumerate(everything):
        assert decisions.listed(after=key) == everything[index + 1 :]


# --- Bad input, and proofs ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"classes": []}, "params.classes"),
        ({"amount_cents": -1}, "params.amount_cents"),
        ({"amount_cents": 0}, "params.amount_cents"),
        ({"category": "Tuition!"}, "params.category"),
        ({"look_back_days": 367}, "params.look_back_days"),
        ({"prorate": "somehow"}, "params.prorate"),
        ({"per": "class"}, "params.per"),
    ],
)
def test_what_cannot_be_is_refused_at_launch(params: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        validated(kinds.find("post_charges"), {"classes": ["JUDO"], **params})
    assert [error.field for error in refused.value.errors] == [field]


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"classes": ("CHESS",)}, "classes"),
        ({"day": "2027-02-30"}, "day"),
        ({"due_day": "2027-04-04"}, "due_day"),
        ({"day": "2027-05-01", "due_day": "2027-04-30"}, "due_day"),
        ({"prorate": "meetings", "from_day": "2027-05-02", "to_day": "2027-05-01"}, "to_day"),
        ({"from_day": "2027-05-02"}, "from_day"),
        ({"blackout_days": ("2027-05-01", "someday")}, "blackout_days[1]"),
        ({"discount": "students"}, "discount_percents"),
        ({"discount_percents": (5,)}, "discount_percents"),
        ({"discount": "students", "discount_percents": (0, 101)}, "discount_percents"),
        ({"per": "family_yearly"}, "amount_cents"),
        ({"per": "family_yearly", "amount_cents": 1, "scheduled": True}, "scheduled"),
        ({"amount_cents": 1, "prorate": "meetings"}, "amount_cents"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_launch(
    account: Account, params: dict[str, Any], field: str
) -> None:
    home(account, "F1", {"S1": ["JUDO"]})
    with pytest.raises(InvalidInput) as refused:
        Decisions(account, "post_charges", **{"classes": ("JUDO",), **params}).check()
    assert [error.field for error in refused.value.errors] == [field]


def test_a_class_without_anybody_is_refused(account: Account) -> None:
    with pytest.raises(InvalidInput, match="nobody is enrolled"):
        Decisions(account, "post_charges", classes=("JUDO",)).check()


def test_the_audit_misses_a_posting(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]})
    decisions = post(account)
    [one] = posted(account)
    account.commit([Delete(posting_key("F1", one.id))])
    assert decisions.problems() == ["the ledger says 1 postings; 0 are there"]


def test_the_audit_sees_another_amount(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]})
    decisions = post(account)
    [one] = posted(account)
    account.commit([Update(posting_key("F1", one.id), set={"amount_cents": 1})])
    assert decisions.problems() == ["the ledger says $70.00; the postings come to $0.01"]


def test_people_read_who_a_target_is() -> None:
    kind = kinds.find("post_charges")
    params = kind.read_params({"classes": ["JUDO"]})
    key = f"JUDO#{bucket_of('F1')}#F1#S1"
    assert kind.label(params, key) == "S1 in JUDO, family F1"
    assert kind.describe(params) == "Post charges for tuition: JUDO"
    assert enrollment("JUDO", "S1", "F1").place == key.removeprefix("JUDO#")
