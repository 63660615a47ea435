import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from legwork.domain.recipient import is_address
from legwork.trade.classes.imports import class_sessions as session_rows
from legwork.trade.classes.imports import enrollments as enrollment_rows
from legwork.trade.families.imports import families as family_rows
from legwork.trade.imports.entity import AnyEntity
from samples.make_class_samples import (
    CLASSES,
    FILES,
    WEEKS,
    as_csv,
    enrollments,
    families,
    sessions,
)

SAMPLES = Path(__file__).parents[3] / "samples"
ENTITIES: dict[str, AnyEntity] = {
    "families.csv": family_rows.ENTITY,
    "enrollments.csv": enrollment_rows.ENTITY,
    "sessions.csv": session_rows.ENTITY,
}


@pytest.mark.parametrize("name", FILES)
def test_making_a_sample_again_gives_the_same_bytes(name: str) -> None:
    assert (SAMPLES / name).read_bytes() == as_csv(FILES[name]()).encode()


@pytest.mark.parametrize("name", FILES)
def test_every_row_can_be_imported_and_names_another_record(name: str) -> None:
    entity = ENTITIES[name]
    with (SAMPLES / name).open(newline="") as file:
        reader = csv.DictReader(file)
        rows = [entity.read_row(values) for values in reader]

    assert tuple(reader.fieldnames or ()) == entity.columns
    assert all(isinstance(row, entity.row) for row in rows)
    assert len({entity.key(row) for row in rows}) == len(rows)


def test_two_families_cannot_be_reached_and_some_are_in_several_classes() -> None:
    rows = enrollments()
    lost = {row.family for row in rows if not is_address(row.email)}
    classes: dict[str, set[str]] = {}
    for row in rows:
        classes.setdefault(row.family, set()).add(row.class_id)

    assert lost == {"F040", "F080"}
    assert any(len(those) > 1 for those in classes.values())
    assert {row.class_id for row in rows} == {one.id for one in CLASSES}


def test_most_families_agreed_to_mailings_and_some_did_not() -> None:
    said = Counter(row.consent for row in families() if is_address(row.email))

    assert said == {"yes": 134, "": 16, "no": 8}


def test_each_class_meets_every_week() -> None:
    rows = sessions()

    assert len(rows) == WEEKS * sum(len(one.days) for one in CLASSES)
    assert all(date.fromisoformat(row.date).year == 2031 for row in rows)
