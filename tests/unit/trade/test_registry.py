import pytest

from legwork import kinds
from legwork.domain.errors import InvalidInput
from legwork.domain.param import params_of
from legwork.domain.plan import EFFECTS_LIMIT
from legwork.trade.permits.reservation import WEEKS_LIMIT

NAMES = [
    "apply_credits",
    "assign_keywords",
    "assign_substitute",
    "cancel_classes",
    "drop_enrollments",
    "email_blast",
    "generate_makeup_tokens",
    "generate_report",
    "import_records",
    "permit_billout",
    "permit_save",
    "post_charges",
    "post_late_charges",
    "quick_edit",
    "refund_payments",
    "restore_classes",
    "send_statements",
    "take_payments",
]


def test_each_file_is_a_kind_of_its_name() -> None:
    assert list(kinds.all_kinds()) == NAMES
    assert [kind.name for kind in kinds.all_kinds().values()] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_kind_says_what_its_parameters_are(name: str) -> None:
    kind = kinds.find(name)
    assert kind.title
    assert kind.params.__dataclass_params__.frozen
    for _field, _hint, param in params_of(kind.params):
        assert param.description.endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_a_kind_says_how_it_is_undone_or_why_not(name: str) -> None:
    kind = kinds.find(name)
    if kind.reverse is None:
        assert kind.irreversible.endswith(".")
        return
    assert not kind.irreversible
    assert kind.reverse.warning == "" or kind.reverse.warning.endswith(".")
    # What has only mail, orders or a file to it has nothing in the records to take back.
    has_nothing = kind.mail_is_the_work or kind.makes_file or kind.cards
    assert not has_nothing
    assert 0 < kind.reverse.writes + kind.reverse.batch_writes <= EFFECTS_LIMIT


@pytest.mark.parametrize("name", ["", "permit", "permit_billout ", "__init__", "x" * 500])
def test_an_unknown_kind_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(InvalidInput, match="permit_billout, permit_save") as refused:
        kinds.find(name)
    assert [error.field for error in refused.value.errors] == ["kind"]
    assert len(str(refused.value)) < 600


def test_stored_parameters_are_read_back() -> None:
    stored = {"permit": "P-1", "reservations": ["b", "a"], "of_a_later_version": 1}
    params = kinds.find("permit_billout").read_params(stored)
    assert (params.permit, params.reservations) == ("P-1", ("b", "a"))


def test_the_longest_reservation_fits_into_a_batch() -> None:
    # The reservation and its weeks; the permit and entries, or counts.
    assert EFFECTS_LIMIT - kinds.find("import_records").batch_writes >= 3 + WEEKS_LIMIT
    assert EFFECTS_LIMIT - kinds.find("permit_save").batch_writes >= 1 + WEEKS_LIMIT
