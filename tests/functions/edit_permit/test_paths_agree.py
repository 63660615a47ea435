"""The same rules in the background as in the foreground: equal input leaves equal records."""

import json
from typing import Any

from legwork.domain.effect import Item, Key
from tests.functions.aws import RECORDS
from tests.functions.people import Person
from tests.functions.town import Town

COUNTED = {"total", "total_cents", "billed", "billed_cents"}


def edited(town: Town, person: Person) -> list[str]:
    """Ids of the receipts after saves and bill-outs of every sort, by a person of an account."""
    path = f"/v1/permits/{town.permit}"
    late = {**town.game(0), "starts_at": town.game(0)["starts_at"].replace(":00", ":30")}
    asked = {"waivers": ["Field use"]}
    calls: list[tuple[str, str, Any]] = [
        ("PUT", path, town.save([*town.games(5), late], requirements=asked)),
        ("POST", f"{path}/billout", None),
        ("PUT", f"{path}-B", town.save([late, town.game(8), town.game(8)], on_conflict="warn")),
        ("PUT", path, town.save([town.game(0, amount_cents=7), town.game(9)])),
        ("POST", f"{path}/billout", None),
    ]
    for method, where, body in calls:
        assert person.launch(method, where, body).status in {200, 202}
        town.functions.work()
    holder = person.get(f"/v1/holders/{town.holder}").body
    return [posting["receipt"] for posting in holder["postings"]]


def records(town: Town, account: str, receipts: list[str]) -> dict[Key, Item]:
    """An account's records, without what no two runs have in common: ids of receipts, times."""
    begin = f"ACCOUNT#{account}#"
    found = {
        Key(key.partition.removeprefix(begin), key.sort): {**item, "at": ""}
        for key, item in town.functions.aws.rows(RECORDS).items()
        if key.partition.startswith(begin)
    }
    text = json.dumps([[key.partition, key.sort, item] for key, item in found.items()])
    for place, receipt in enumerate(receipts):
        text = text.replace(receipt, f"receipt {place}")
    return with_counts_summed(
        {Key(partition, sort): item for partition, sort, item in json.loads(text)}
    )


def with_counts_summed(found: dict[Key, Item]) -> dict[Key, Item]:
    """The same with one row of counts a permit: in which ones it counts is left to the batch."""
    summed: dict[Key, dict[str, Any]] = {}
    for key, item in found.items():
        may_count = key.partition.startswith("PERMIT#") and "RESERVATIONS" not in key.partition
        for name, value in item.items():
            if may_count and name in COUNTED:
                counts = summed.setdefault(Key(key.partition, "COUNTS"), {})
                counts[name] = counts.get(name, 0) + value
            elif not key.sort.startswith("COUNTS#"):
                summed.setdefault(key, {})[name] = value
    return dict(summed)


def test_inline_and_in_the_background_leave_equal_records(town: Town) -> None:
    inline = records(town, town.account, edited(town, town.ana))
    town.functions.configure(PERMIT_SAVE_BACKGROUND_AT=1, PERMIT_BILLOUT_BACKGROUND_AT=1)
    behind = records(town, town.neighbour, edited(town, town.dana))

    assert len(town.dana.get("/v1/tasks").body["tasks"]) == 5
    assert town.ana.get("/v1/tasks").body["tasks"] == []
    assert len(inline) > 10
    assert behind == inline
