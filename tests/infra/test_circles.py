"""Lambda ends SQS -> Lambda -> SQS chains after some 16 calls, unless a function allows them."""

import pytest

from tests.infra.flow import FORGETFUL, Flow
from tests.infra.reading import Reading

STAGES = ["local", "dev", "prod"]

# Each ends by its own code: tests/unit/usecases/test_chains.py.
LEAD_BACK = {
    "plan_task": "a leg of planning sends the next",
    "run_job": "a slice of a lane sends the next",
    "deliver": "so does a slice of sending",
    "charge_cards": "so does a slice of charging, and it hands mail on to who sends it",
    "call_webhooks": "a call waits in parts, too, and is tried for a day",
    "purge": "a time that SQS cannot hold a message back for is waited for in parts",
    "close_dead": "it gives a lane its next token, which may die as well",
}


@pytest.fixture(params=STAGES)
def reading(templates: dict[str, Reading], request: pytest.FixtureRequest) -> Reading:
    return templates[request.param]


def circles(reading: Reading, *, seen_by_lambda: bool) -> set[str]:
    """Names of the functions that lead back to themselves."""
    flow = Flow.of(reading)
    if seen_by_lambda:
        flow = flow.without({name for type_ in FORGETFUL for name in reading.of_type(type_)})
    ids = {reading.function_id(name): name for name in reading.functions()}
    return {ids[found] for found in flow.circles() if found in ids}


def test_the_functions_that_lead_back_to_themselves_are_known(reading: Reading) -> None:
    assert circles(reading, seen_by_lambda=True) == set(LEAD_BACK)


def test_exactly_these_are_allowed_to(reading: Reading) -> None:
    allowed = {
        name: function.get("RecursiveLoop", "Terminate")
        for name, function in reading.functions().items()
    }

    expected = {name: "Allow" if name in LEAD_BACK else "Terminate" for name in allowed}
    assert allowed == expected


def test_through_the_table_s_stream_an_end_leads_to_the_next_beginning(reading: Reading) -> None:
    """Lambda does not see these chains. Each pass through the stream has used up one ended task."""
    through_stream = circles(reading, seen_by_lambda=False) - circles(reading, seen_by_lambda=True)

    # A bounce is told of to webhooks, and what they are called for are rows of the table.
    assert through_stream == {"announce", "make_file", "take_feedback"}


def test_what_a_flow_leads_to() -> None:
    flow = Flow({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"d"}})

    assert flow.behind("a") == {"b", "c"}
    assert flow.circles() == {"b", "c", "d"}
    assert flow.without({"c"}).circles() == {"d"}
