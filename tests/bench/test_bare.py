"""The bare loop makes the writes of a whole bill-out, each once."""

import json
from collections import Counter

from bench.embedded.bare import record


def test_each_reservation_is_read_and_billed_once() -> None:
    script = record(500, 4)
    calls = [call for text in script.requests for call in json.loads(text)]
    actions = [
        action
        for operation, asked in calls
        if operation == "transact_write_items"
        for action in asked["TransactItems"]
    ]
    billed = Counter(
        str(action["Update"]["Key"])
        for action in actions
        if "Update" in action and action["Update"]["TableName"] == "records"
    )
    assert len(script.requests) == len(json.loads(script.lanes)) == 4
    assert len(billed) == sum(billed.values()) == 500
    assert len(actions) - 500 == 2 * sum(operation != "query" for operation, _ in calls)
