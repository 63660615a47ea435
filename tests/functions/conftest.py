from collections.abc import Iterator
from dataclasses import replace

import pytest
from moto import mock_aws

from legwork import bootstrap, kinds
from legwork.domain.plan import EFFECTS_LIMIT
from legwork.testing.clock import FrozenClock
from tests.functions.aws import Aws
from tests.functions.invoking import Functions, forget_cold_start, forget_settings, set_up_process
from tests.functions.people import Person
from tests.functions.town import Town


@pytest.fixture(scope="package")
def aws() -> Iterator[Aws]:
    with pytest.MonkeyPatch.context() as patch:
        set_up_process(patch)
        # Tests follow each other faster than once a minute, as SQS would have it.
        patch.setenv("MOTO_SQS_ENFORCE_STRICT_QUEUE_PURGE_BEHAVIOUR", "false")
        with mock_aws():
            forget_cold_start()
            yield Aws.make()
    forget_cold_start()


@pytest.fixture
def functions(aws: Aws) -> Iterator[Functions]:
    aws.clear()
    made = Functions(aws)
    yield made
    if made.variables:
        forget_settings()


@pytest.fixture
def town(functions: Functions) -> Town:
    """Two customers, and new names for whatever a test makes."""
    return Town(functions)


@pytest.fixture
def ana(town: Town) -> Person:
    """The owner of Parkside."""
    return town.ana


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FrozenClock:
    """Takes the place of the time of day."""
    frozen = FrozenClock()
    monkeypatch.setattr(bootstrap, "clock", lambda: frozen)
    return frozen


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bill-out in batches of two: large transactions take their time here."""
    every = kinds.all_kinds()
    billout = replace(every["permit_billout"], batch_writes=EFFECTS_LIMIT - 2)
    monkeypatch.setattr(kinds, "all_kinds", lambda: {**every, billout.name: billout})
