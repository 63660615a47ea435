"""An upload stays for as long as a task that reads it may be retried."""

import pytest

from legwork.domain.errors import InvalidInput
from legwork.domain.outcome import Counts
from legwork.store.files import incoming_key, upload_key
from legwork.testing.fleet import Fleet
from legwork.testing.owner import Owner
from legwork.trade.permits.usecases.save_permit import PermitSave

HEADER = "permit,event,facility,starts_at,ends_at,amount_cents"
GOOD = "P-1,Camp,Hall,2030-01-07T08:00,2030-01-07T09:00,100"
BAD = "P-1,Camp,Hall,someday,later,1"
INCOMING, KEPT = incoming_key("parkside", "UP1"), upload_key("parkside", "UP1")
PARAMS = {"entity": "reservations", "upload_id": "UP1"}


def file(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows, ""]).encode()


def posted(*rows: str) -> tuple[Fleet, Owner]:
    fleet = Fleet()
    owner = Owner(fleet)
    owner.upload("UP1", file(*rows))
    return fleet, owner


def test_a_launch_keeps_its_upload() -> None:
    fleet, owner = posted(GOOD)

    owner.launch("import_records", PARAMS, key="import")

    assert fleet.bodies.bodies[KEPT] == file(GOOD)


def test_a_save_keeps_the_upload_that_it_names() -> None:
    fleet, owner = posted(GOOD)

    owner.save(PermitSave(permit="P-1", holder="H-1", upload="UP1"), key="save")

    assert fleet.bodies.bodies[KEPT] == file(GOOD)


def test_a_task_is_retried_when_the_bucket_has_forgotten_what_was_posted() -> None:
    fleet, owner = posted(GOOD, BAD)
    first = owner.launch("import_records", PARAMS, key="import")
    fleet.settle()
    fleet.files.delete(INCOMING)

    retry = owner.retry(fleet.task(first.ref), key="again")
    fleet.settle()

    assert fleet.task(retry.ref).counts == Counts(errors=1)
    assert fleet.bodies.bodies[KEPT] == file(GOOD, BAD)


def test_an_upload_of_the_release_before_is_read_where_it_lies() -> None:
    fleet = Fleet()
    fleet.bodies.bodies[KEPT] = file(GOOD)

    task = Owner(fleet).launch("import_records", PARAMS, key="import")
    fleet.settle()

    assert fleet.task(task.ref).counts == Counts(succeeded=1)


def test_what_is_posted_again_waits_for_the_next_launch() -> None:
    fleet, owner = posted(GOOD)
    first = owner.launch("import_records", PARAMS, key="import")
    owner.upload("UP1", file(BAD))
    fleet.settle()

    assert fleet.task(first.ref).counts == Counts(succeeded=1)

    second = owner.launch("import_records", PARAMS, key="import it again")
    fleet.settle()

    assert fleet.task(second.ref).counts == Counts(errors=1)


def test_an_upload_that_was_refused_can_be_posted_again() -> None:
    fleet, owner = posted()
    owner.upload("UP1", b"what is this?\n")
    with pytest.raises(InvalidInput):
        owner.launch("import_records", PARAMS, key="import")
    owner.upload("UP1", file(GOOD))

    task = owner.launch("import_records", PARAMS, key="import")
    fleet.settle()

    assert fleet.task(task.ref).counts == Counts(succeeded=1)
