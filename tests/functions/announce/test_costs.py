"""What an account's tasks cost, by month and kind: added once, when a task's end is announced."""

from tests.functions.announce.test_announce import end_of
from tests.functions.invoking import Functions
from tests.functions.town import Town


def test_a_month_is_the_sum_of_its_tasks(town: Town, functions: Functions) -> None:
    paths = [town.imported(town.games(number)) for number in (2, 3)]
    functions.work()
    # The stream tells of each twice.
    changes = [end_of(town, path, number=n) for n, path in enumerate([*paths, *paths], 1)]
    assert functions.changes(changes) == []

    found = town.ana.get("/v1/costs").body
    costs = [town.ana.get(path).body["cost"] for path in paths]
    assert found["tasks"] == 2
    assert found["cost"]["dollars"] > 0
    assert found["cost"]["write_units"] == sum(cost["write_units"] for cost in costs) > 0
    assert [(kind["kind"], kind["tasks"]) for kind in found["kinds"]] == [("import_records", 2)]


def test_a_task_that_is_deleted_before_anybody_hears_of_it_is_counted_too(
    town: Town, functions: Functions
) -> None:
    path = town.imported(town.games(2))
    functions.work()
    late = end_of(town, path)
    assert town.ana.ask("DELETE", path).status == 204

    assert functions.changes([late]) == []

    assert town.ana.get("/v1/costs").body["tasks"] == 1


def test_another_month_and_another_account_have_their_own(town: Town, functions: Functions) -> None:
    path = town.imported(town.games(2))
    functions.work()
    assert functions.changes([end_of(town, path)]) == []

    assert town.ana.get("/v1/costs", month="2020-01").body["kinds"] == []
    assert town.dana.get("/v1/costs").body["tasks"] == 0
    assert town.ana.get("/v1/costs", month="2020-13").status == 400
