from datetime import timedelta
from typing import Any

import pytest

from legwork.domain.errors import Conflicted, InvalidInput
from legwork.domain.outcome import Counts
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import problems, tasks_of
from legwork.testing.owner import Owner
from legwork.trade.permits.usecases.save_permit import PermitSave


def games(number: int) -> list[dict[str, Any]]:
    return [
        {
            "facility": f"Field {n}",
            "starts_at": "2027-04-05T08:00",
            "ends_at": "2027-04-05T09:00",
            "amount_cents": 100,
        }
        for n in range(number)
    ]


def saving(number: int, **parts: Any) -> PermitSave:
    return PermitSave(permit="P-1", holder="H-1", reservations=games(number), **parts)


@pytest.mark.parametrize(("size", "listed"), [(0, False), (199, False), (200, True), (201, True)])
def test_a_save_of_200_goes_to_the_background(size: int, listed: bool) -> None:
    fleet = Fleet()
    owner = Owner(fleet, background_at=200)
    task = owner.save(saving(size), key="save")
    assert (task.ref.listed, task.state.ended) == (listed, not listed)
    fleet.settle()
    assert fleet.task(task.ref).counts == Counts(size)
    assert problems(fleet) == []


@pytest.mark.parametrize(("size", "listed"), [(99, False), (100, True), (101, True)])
def test_a_bill_out_of_100_goes_to_the_background(size: int, listed: bool) -> None:
    fleet = Fleet()
    Owner(fleet, background_at=200).save(saving(size), key="save")
    owner = Owner(fleet, background_at=100)
    task = owner.bill_out("P-1", key="bill")
    assert (task.ref.listed, task.state.ended) == (listed, not listed)
    fleet.settle()
    assert fleet.task(task.ref).counts == Counts(size)
    assert problems(fleet) == []


def test_only_what_is_not_billed_yet_counts() -> None:
    fleet = Fleet()
    owner = Owner(fleet, background_at=100)
    Owner(fleet, background_at=200).save(saving(100), key="save")
    one = fleet.tables.records.rows
    name = next(key.sort.split("#")[1] for key in one if "RESERVATIONS" in key.partition)
    assert owner.bill_out("P-1", [name], key="one").counts == Counts(1)
    assert owner.bill_out("P-1", key="rest").ref.listed is False
    assert problems(fleet) == []


def test_an_uploaded_file_counts_its_rows() -> None:
    fleet = Fleet()
    rows = [f"Game,Field {n},2027-04-05T08:00,2027-04-05T09:00,100" for n in range(12)]
    header = "event,facility,starts_at,ends_at,amount_cents"
    body = "\n\n".join([header, *rows, ""]).encode()
    for limit, listed in ((12, True), (13, False)):
        owner = Owner(fleet, background_at=limit)
        owner.upload("UP1", body)
        request = PermitSave(permit=f"P-{limit}", holder="H-1", upload="UP1")
        assert owner.save(request, key=str(limit)).ref.listed is listed


def test_bad_reservations_of_a_request_are_all_refused_and_nothing_is_saved() -> None:
    fleet = Fleet()
    wrong = [*games(2), {"facility": "", "amount_cents": -1}]
    request = PermitSave(permit="P-1", holder="H-1", reservations=wrong)
    with pytest.raises(InvalidInput) as refused:
        Owner(fleet).save(request, key="save")
    assert [error.field for error in refused.value.errors] == [
        "reservations[2].facility",
        "reservations[2].starts_at",
        "reservations[2].ends_at",
        "reservations[2].amount_cents",
    ]
    assert not fleet.tables.tasks.rows
    assert not fleet.tables.records.rows
    assert not fleet.bodies.bodies


@pytest.mark.parametrize("permit", ["", "a/b", "x" * 65])
def test_a_permit_number_that_is_none_is_refused(permit: str) -> None:
    fleet = Fleet()
    with pytest.raises(InvalidInput):
        Owner(fleet).save(PermitSave(permit=permit, holder="H", reservations=[]), key="save")
    with pytest.raises(InvalidInput):
        Owner(fleet).bill_out(permit, key="bill")


def test_what_people_write_comes_back_as_they_wrote_it() -> None:
    fleet = Fleet()
    names = ['The "Big" Gym', "Field, North\nSide", "  Pool  ", "Füßeweg ½"]
    wanted = [{**games(1)[0], "facility": name, "event": 'a,b\n"c"'} for name in names]
    request = PermitSave(permit="P-1", holder="H-1", reservations=wanted)
    assert Owner(fleet).save(request, key="save").counts == Counts(4)
    rows = [r for k, r in fleet.tables.records.rows.items() if "RESERVATIONS" in k.partition]
    assert {row["facility"] for row in rows} == {name.strip() for name in names}
    assert {row["event"] for row in rows} == {'a,b\n"c"'}


@pytest.mark.parametrize("seconds", [0, 1])
def test_a_call_that_runs_out_of_time_says_so_and_the_watchdog_ends_its_task(
    seconds: int,
) -> None:
    fleet = Fleet()
    owner = Owner(fleet, background_at=1000, inline=timedelta(seconds=seconds))
    # Every call through a port takes its time.
    fleet.faults.turn = lambda _: fleet.clock.advance(timedelta(milliseconds=200))
    with pytest.raises(Conflicted, match="longer than usual"):
        owner.save(saving(120), key="save")
    fleet.faults.turn = lambda _: None
    [task] = tasks_of(fleet)
    assert not task.state.ended
    fleet.settle()
    assert fleet.task(task.ref).counts == Counts(120)
    assert problems(fleet) == []


def test_the_same_call_again_carries_on() -> None:
    fleet = Fleet()
    owner = Owner(fleet, background_at=1000, inline=timedelta(seconds=2))
    fleet.faults.turn = lambda _: fleet.clock.advance(timedelta(milliseconds=200))
    calls = 0
    while not (found := tasks_of(fleet)) or not found[0].state.ended:
        calls += 1
        try:
            owner.save(saving(120), key="save")
        except Conflicted:
            continue
    assert calls > 1
    assert found[0].counts == Counts(120)
    assert problems(fleet) == []
