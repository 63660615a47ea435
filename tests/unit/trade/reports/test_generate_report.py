"""generate_report (domain-rules.md): roster, accounts receivable by age, reservations by facility,
makeup tokens, task outcomes; CSV, XLSX and PDF; opens from the task."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from legwork.domain.effect import Put
from legwork.domain.errors import InvalidInput, NotFound
from legwork.domain.permission import Caller
from legwork.domain.task import TaskState
from legwork.testing.world import Settings
from legwork.trade.classes.class_ import class_entry
from legwork.trade.families.family import family_key
from legwork.trade.families.student import student_key
from legwork.trade.money.account import Account
from legwork.trade.money.book import Book
from legwork.trade.money.posting import Posting, PostingType
from legwork.trade.reports.usecases.link_report import link_report
from legwork.usecases.delete_task import delete_task
from tests.unit.families import class_
from tests.unit.trade.reports.office import Office, game

TODAY = "2026-03-02"


@pytest.fixture
def office() -> Office:
    office = Office()
    office.open()
    return office


# --- Roster ----------------------------------------------------------------------------------


def test_a_roster_has_every_enrollment_of_all_classes_in_order(office: Office) -> None:
    task = office.report("roster")

    head, *rows = office.rows(task)
    assert head[:3] == ["Class", "Location", "Student"]
    assert [row[0] for row in rows] == ["B"] * 2 + ["Judo (A)"] * 8
    assert [row[2] for row in rows] == ["S0", "S1", *(f"S{n}" for n in range(8))]
    assert {row[9] for row in rows} == {"60.00"}
    assert task.result is not None
    assert task.result.summary == "Class roster: 10 lines, CSV."
    assert (task.result.type, task.result.href) == ("report", f"/v1/reports/{task.ref.id}")


def test_a_roster_names_its_students_as_people_do(office: Office) -> None:
    key = student_key("S0")
    office.put(Put(key, {**office.records.get([key])[key], "name": "Zoë Stone"}))

    rows = office.rows(office.report("roster", classes=["B"]))[1:]

    assert [row[2] for row in rows] == ["S1", "Zoë Stone"]


def test_a_roster_of_many_classes_that_nobody_is_in_is_planned_in_legs(office: Office) -> None:
    whole = office.rows(office.report("roster"))
    for number in range(40):
        office.write([*class_(f"C-{number}"), *class_entry(f"C-{number}", "").put()])

    task = office.report("roster")

    assert office.rows(task) == whole
    assert task.leg > 40


def test_a_roster_of_one_class_has_that_class_alone(office: Office) -> None:
    rows = office.rows(office.report("roster", classes=["B"]))

    assert {row[0] for row in rows[1:]} == {"B"}


def test_a_roster_of_a_class_that_is_none_is_refused(office: Office) -> None:
    with pytest.raises(InvalidInput) as refusal:
        office.launched("generate_report", report="roster", format="csv", classes=["NONE"])

    assert refusal.value.errors[0].field == "params.classes"


def test_whoever_has_dropped_a_class_is_not_on_its_roster(office: Office) -> None:
    """A drop counts to the end of its day (domain-rules.md, classes)."""
    from legwork.domain.effect import Update
    from legwork.trade.classes.enrollment import enrollment_key

    for student, day in (("S0", "2026-03-01"), ("S1", TODAY)):
        key = enrollment_key("A", "F0", student)
        office.write([Update(key, set={"status": "dropped", "dropped_on": day})])

    task = office.report("roster", classes=["A"])

    assert [row[2] for row in office.rows(task)[1:]] == [f"S{n}" for n in range(1, 8)]
    assert task.counts.skipped == 1


# --- Accounts receivable by age --------------------------------------------------------------


def charged(office: Office, family: str, *due: tuple[str, int], paid: int = 0) -> None:
    book = Book(Account(family=family))
    now = datetime(2026, 3, 2, tzinfo=UTC)
    for n, (day, cents) in enumerate(due):
        book.charge(
            Posting(
                id=f"C{n}",
                family=family,
                type=PostingType.CHARGE,
                category="tuition",
                amount_cents=cents,
                at=now,
                day=day,
                due_day=day,
            )
        )
    if paid:
        book.pay(
            Posting(
                id="P",
                family=family,
                type=PostingType.PAYMENT,
                category="payment",
                amount_cents=-paid,
                at=now,
                day=TODAY,
            )
        )
    office.write(book.take())


@pytest.mark.parametrize(
    ("days", "column"), [(-5, 0), (0, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3)]
)
def test_what_is_owed_stands_in_the_column_of_its_age(
    office: Office, days: int, column: int
) -> None:
    """By age (0-30, 31-60, 61-90, over 90)."""
    due = (date.fromisoformat(TODAY) - timedelta(days=days)).isoformat()
    charged(office, "F1", (due, 12_345))

    [row] = office.rows(office.report("receivables"))[1:]

    assert row[0] == "F1"
    assert row[5:9] == ["123.45" if n == column else "0.00" for n in range(4)]
    assert row[-1] == "123.45"


def test_what_a_family_has_in_hand_stands_apart_and_lowers_its_balance(office: Office) -> None:
    charged(office, "F0", ("2026-02-20", 5_000), ("2025-11-01", 1_000), paid=2_500)
    charged(office, "F2", paid=700)

    task = office.report("receivables")

    rows = {row[0]: row for row in office.rows(task)[1:]}
    assert rows["F0"][4:] == ["2025-11-01", "50.00", "0.00", "0.00", "10.00", "-25.00", "35.00"]
    assert rows["F2"][4:] == ["", "0.00", "0.00", "0.00", "0.00", "-7.00", "-7.00"]
    assert (task.counts.succeeded, task.counts.skipped) == (2, 2)


# --- Reservations by facility ----------------------------------------------------------------


def booked(office: Office) -> None:
    office.book(
        "P-2",
        "City League",
        game("Field 10", "2026-05-02", 1_000),
        game("Field 2", "2026-05-03", 2_000),
        game("Field 2", "2026-05-01", 3_050, event="=1+1"),
    )
    late = game("Field 2", "2026-05-02", 500) | {
        "starts_at": "2026-05-02T23:00",
        "ends_at": "2026-05-03T01:00",
    }
    office.book("P-1", "Chess Club", late)


def test_reservations_are_listed_by_facility_and_time(office: Office) -> None:
    booked(office)

    rows = office.rows(office.report("reservations"))[1:]

    assert [(row[0], row[1], row[6], row[10]) for row in rows] == [
        ("Field 2", "2026-05-01", "P-2", "30.50"),
        ("Field 2", "2026-05-02", "P-1", "5.00"),
        ("Field 2", "2026-05-03", "P-2", "20.00"),
        ("Field 10", "2026-05-02", "P-2", "10.00"),
    ]
    assert [row[2:5] for row in rows[:2]] == [
        ["09:00", "10:00", ""],
        ["23:00", "01:00", "2026-05-03"],
    ]


def test_reservations_are_chosen_by_facility_and_day(office: Office) -> None:
    booked(office)

    rows = office.rows(
        office.report(
            "reservations", facilities=["Field 2"], first_day="2026-05-02", last_day="2026-05-02"
        )
    )

    assert [row[6] for row in rows[1:]] == ["P-1"]


def test_days_the_wrong_way_round_are_refused(office: Office) -> None:
    with pytest.raises(InvalidInput) as refusal:
        office.launched(
            "generate_report", report="reservations", first_day="2026-05-02", last_day="2026-05-01"
        )

    assert refusal.value.errors[0].field == "params.last_day"


# --- Makeup tokens ---------------------------------------------------------------------------


def test_makeup_tokens_that_are_not_used_are_listed(office: Office) -> None:
    office.done(office.cancelling(notify=False, token_expires_on="2026-03-20"))
    office.fleet.clock.advance(timedelta(days=30))

    task = office.report("makeup_tokens")

    rows = office.rows(task)[1:]
    assert len(rows) == task.counts.succeeded * 3 == 24
    assert {tuple(row[4:8]) for row in rows if row[7] == "2026-03-09"} == {
        ("expired", "anywhere", "A", "2026-03-09")
    }


def test_makeup_tokens_are_listed_with_the_names_of_student_and_family(office: Office) -> None:
    office.done(office.cancelling(notify=False))
    for key in (student_key("S0"), family_key("F0")):
        office.put(Put(key, {**office.records.get([key])[key], "name": f"Named {key.partition}"}))

    rows = office.rows(office.report("makeup_tokens"))[1:]

    assert {tuple(row[:2]) for row in rows if row[0].startswith("Named")} == {
        ("Named STUDENT#S0", "Named FAMILY#F0")
    }


# --- Outcomes of a task ----------------------------------------------------------------------


def test_the_outcomes_of_a_task_are_a_report_too(office: Office) -> None:
    first = office.report("receivables")

    rows = office.rows(office.report("outcomes", task=first.ref.id))

    assert [row[:3] for row in rows[1:]] == [
        [f"family F{n}", "skipped", "nothing_open"] for n in range(4)
    ]


def test_a_task_that_is_not_the_caller_s_to_see_cannot_be_reported(office: Office) -> None:
    first = office.report("receivables")
    office.owner.caller = Caller.of(account="parkside", sub="ben", name="Ben", groups=["reports"])

    for name in (first.ref.id, "01JNONE"):
        with pytest.raises(InvalidInput) as refusal:
            office.launched("generate_report", report="outcomes", task=name)
        assert refusal.value.errors[0].field == "params.task"


def test_a_task_that_has_not_ended_cannot_be_reported(office: Office) -> None:
    running = office.launched("generate_report", report="roster")

    with pytest.raises(InvalidInput, match="has not ended yet"):
        office.launched("generate_report", report="outcomes", task=running.ref.id)


# --- The file --------------------------------------------------------------------------------


def opened(office: Office, name: str) -> str:
    return link_report(
        name,
        caller=office.owner.caller,
        database=office.fleet.database,
        files=office.fleet.files,
        clock=office.fleet.clock,
    )


def test_a_report_opens_from_its_task(office: Office) -> None:
    task = office.report("roster", "xlsx")

    assert opened(office, task.ref.id).endswith(f"?filename=roster-{TODAY}-{task.number}.xlsx")


def test_nobody_else_opens_it(office: Office) -> None:
    task = office.report("roster")
    for account, sub in (("parkside", "ben"), ("riverside", "dana")):
        groups = ["owner"] if account == "riverside" else ["reports"]
        office.owner.caller = Caller.of(account=account, sub=sub, name=sub, groups=groups)
        with pytest.raises(NotFound):
            opened(office, task.ref.id)


def test_a_report_goes_with_its_task(office: Office) -> None:
    task = office.report("roster")
    delete_task(
        office.fleet.task(task.ref),
        by=office.owner.caller.doer,
        database=office.fleet.database,
        queues=office.fleet.queues,
        clock=office.fleet.clock,
    )
    with pytest.raises(NotFound):
        opened(office, task.ref.id)
    office.fleet.settle(purging=True)

    assert not [key for key in office.fleet.bodies.bodies if key.startswith("reports/")]


def test_a_report_without_lines_is_a_file_all_the_same() -> None:
    office = Office()
    for form in ("csv", "xlsx", "pdf"):
        task = office.report("reservations", form)
        assert task.state is TaskState.COMPLETED
        assert task.result is not None
        assert task.result.summary == f"Reservations by facility: 0 lines, {form.upper()}."
    assert "There is nothing to show." in office.pages(task)[0]


def test_a_report_in_many_legs_and_lanes_is_the_same() -> None:
    office = Office(60, Settings(lanes_max=5, lane_batches=1))
    office.open()
    rows = office.rows(office.report("roster"))

    assert len(rows) - 1 == 60 * 2 + 15 * 2
    assert [row[2] for row in rows[1:31]] == sorted(
        (row[2] for row in rows[1:31]), key=lambda name: int(name[1:])
    )


# --- Its forms -------------------------------------------------------------------------------


def test_csv_is_as_rfc_4180_has_it_with_a_mark_for_excel(office: Office) -> None:
    booked(office)
    body = office.file(office.report("reservations"))

    assert body.startswith(b"\xef\xbb\xbfFacility,Day,")
    assert body.count(b"\r\n") == 5
    assert b"\n" not in body.replace(b"\r\n", b"")


def test_no_form_takes_text_for_a_formula(office: Office) -> None:
    booked(office)

    assert office.rows(office.report("reservations"))[1][5] == "'=1+1"
    cell = office.sheet(office.report("reservations", "xlsx"))["F5"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_sheet_has_real_days_times_and_amounts_under_a_head_that_stays(office: Office) -> None:
    booked(office)

    sheet = office.sheet(office.report("reservations", "xlsx"))

    assert sheet["A1"].value == "Reservations by facility"
    assert sheet["A3"].value == "Amount: 65.50"
    assert sheet.freeze_panes == "A5"
    assert sheet.auto_filter.ref == "A4:K8"
    assert sheet.print_title_rows == "$4:$4"
    assert [cell.value for cell in sheet[4]][:3] == ["Facility", "Day", "From"]
    day, begins, amount = sheet["B5"], sheet["C5"], sheet["K5"]
    assert (day.value, day.number_format) == (datetime(2026, 5, 1), "yyyy-mm-dd")  # noqa: DTZ001
    assert (begins.value, begins.number_format) == (time(9, 0), "hh:mm")
    assert (amount.value, amount.number_format) == (30.5, "#,##0.00")
    assert sheet.column_dimensions["B"].width == pytest.approx(12, abs=1)


def test_a_page_has_its_head_its_number_and_the_sums_of_its_groups(office: Office) -> None:
    office.book(
        "P-9",
        "Müller & Łukasz",
        *(game("Field 1", f"2026-{1 + n // 28:02}-{1 + n % 28:02}", 100) for n in range(90)),
    )
    booked(office)

    pages = office.pages(office.report("reservations", "pdf"))

    assert len(pages) == 3
    for number, page in enumerate(pages, start=1):
        assert "Reservations by facility" in page
        assert "Holder" in page
        assert f"Page {number} of 3" in page
    assert "Field 1 (continued)" in pages[1]
    assert "Müller & Łukasz" in pages[0]
    assert "90 lines" in pages[2]
    assert "Total of 94 lines" in pages[2]
    assert "155.50" in pages[2]
