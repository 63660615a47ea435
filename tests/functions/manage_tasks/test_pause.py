from tests.functions.invoking import Functions
from tests.functions.town import Town


def test_a_paused_task_waits_and_says_who_paused_it(town: Town, functions: Functions) -> None:
    path = town.imported(town.games(12))

    answer = town.ana.post(f"{path}/pause", {"reason": "Rain"})

    task = answer.body
    assert answer.status == 200
    assert (task["state"], task["status"], task["eta"]) == ("paused", "Paused", None)
    assert task["waiting"]["for"] == "pause"
    assert (task["waiting"]["by"], task["waiting"]["reason"]) == ("Ana", "Rain")
    assert task["may"] == {
        "cancel": True,
        "delete": False,
        "retry": False,
        "pause": False,
        "resume": True,
        "undo": False,
        "run": False,
        "approve": False,
    }
    functions.work()
    assert town.ana.get(path).body["progress"] == task["progress"]
    assert town.ana.get("/v1/tasks", state="paused").body["tasks"][0]["id"] == task["id"]


def test_a_second_pause_is_as_good_and_a_resumed_task_comes_to_its_end(
    town: Town, functions: Functions
) -> None:
    path = town.imported(town.games(12))
    first = town.ana.post(f"{path}/pause", {"reason": "Rain"}).body

    assert town.ana.post(f"{path}/pause").body == first
    assert town.ana.post(f"{path}/resume").status == 200
    functions.work()

    task = town.ana.get(path).body
    assert (task["status"], task["progress"]["succeeded"]) == ("Complete", 12)
    assert town.ana.get(f"{path}/audit").body["ok"]


def test_what_does_not_run_cannot_be_paused_and_what_is_not_paused_not_resumed(
    town: Town, functions: Functions
) -> None:
    path = town.imported(town.games(1))
    assert town.ana.post(f"{path}/resume").status == 409
    functions.work()

    for part in ("pause", "resume"):
        refused = town.ana.post(f"{path}/{part}")
        assert (refused.status, refused.body["type"]) == (409, "urn:legwork:problem:wrong-state")


def test_a_launch_says_when_the_task_pauses_itself(town: Town, functions: Functions) -> None:
    bad = [{**game, "ends_at": game["starts_at"]} for game in town.games(120)]
    path = town.imported(bad, stop_when={"errors": 2})
    functions.work()

    task = town.ana.get(path).body
    assert task["stop_when"] == {"errors": 2, "error_percent": None}
    assert (task["state"], task["waiting"]["by"]) == ("paused", None)
    assert task["waiting"]["reason"].endswith("have ended in errors; it stops at 2.")

    assert town.ana.post(f"{path}/resume", {"stop_when": None}).body["stop_when"] is None
    functions.work()
    assert town.ana.get(path).body["progress"]["errors"] == 120


def test_an_account_has_a_default_that_a_launch_overrules(town: Town) -> None:
    assert town.ana.get("/v1/account").body == {"hold": None, "stop_when": None}
    default = {"errors": None, "error_percent": 5}
    put = town.ana.launch("PUT", "/v1/account/stop-when", {"error_percent": 5})
    assert put.body["stop_when"] == default

    first = town.ana.get(town.imported(town.games(1))).body
    own = town.ana.get(town.imported(town.games(1), stop_when={"errors": 7})).body
    none = town.ana.get(town.imported(town.games(1), stop_when=None)).body

    assert first["stop_when"] == default
    assert own["stop_when"] == {"errors": 7, "error_percent": None}
    assert none["stop_when"] is None
    assert town.ana.launch("DELETE", "/v1/account/stop-when").body["stop_when"] is None
    assert town.ana.get(town.imported(town.games(1))).body["stop_when"] is None


def test_a_threshold_is_one_number_of_errors_or_one_share(town: Town) -> None:
    for wrong in ({}, {"errors": 0}, {"error_percent": 101}, {"errors": 1, "error_percent": 1}):
        refused = town.ana.launch("PUT", "/v1/account/stop-when", wrong)
        assert refused.status == 400, refused.body
        assert refused.body["errors"]


def test_on_hold_nothing_runs_and_whoever_waits_knows_why(town: Town, functions: Functions) -> None:
    running = town.imported(town.games(12))
    held = town.ana.launch("PUT", "/v1/account/hold", {"reason": "Audit"}).body["hold"]
    assert (held["by"], held["reason"]) == ("Ana", "Audit")

    new = town.imported(town.games(1))
    functions.work()

    for path in (running, new):
        task = town.ana.get(path).body
        assert (task["state"], task["waiting"]["for"]) == ("queued", "hold")
        assert task["waiting"]["reason"] == "Audit"

    assert town.ana.launch("DELETE", "/v1/account/hold").body["hold"] is None
    functions.work()
    assert town.ana.get(running).body["status"] == "Complete"
