"""Each alarm fires in the very failure that it is for, and none on a healthy day.

The histories are what CloudWatch would be told, minute by minute.
"""

from collections.abc import Callable, Iterable

import pytest

from tests.infra.evaluator import History, fires
from tests.infra.reading import Reading
from tests.infra.watching import Alarm, Metric, alarms, composites

HOURS = 180
DAY = 24 * 60
BEGIN = 60
"""When trouble begins."""
TROUBLE = range(BEGIN, HOURS)
Failure = Callable[[Alarm, History], None]
QUIET = "ApproximateAgeOfOldestMessageInQuietGroups"
VISIBLE, IN_FLIGHT = (f"ApproximateNumberOfMessages{how}" for how in ("Visible", "NotVisible"))


def _named(alarm: Alarm, name: str) -> Metric:
    (found,) = (metric for metric in alarm.metrics if metric.name == name)
    return found


def _each(name: str, *values: float, every: int = 1) -> Failure:
    """These values, every so many minutes from the beginning of the trouble on."""

    def happen(alarm: Alarm, history: History) -> None:
        history.add(_named(alarm, name), range(BEGIN, HOURS, every), *values)

    return happen


def _once(name: str, value: float) -> Failure:
    def happen(alarm: Alarm, history: History) -> None:
        history.add(_named(alarm, name), [BEGIN + 3], value)

    return happen


def _grows(name: str, by: float) -> Failure:
    """What is waited for gets older by the minute."""

    def happen(alarm: Alarm, history: History) -> None:
        for minute in TROUBLE:
            history.add(_named(alarm, name), [minute], (minute - BEGIN) * by)

    return happen


def _dead(alarm: Alarm, history: History) -> None:
    """Somebody tries it again and again: most of the time it is in flight, and not to be seen."""
    for minute in TROUBLE:
        history.add(_named(alarm, VISIBLE), [minute], float(minute % 3 == 0))
        history.add(_named(alarm, IN_FLIGHT), [minute], float(minute % 3 != 0))


def _stops(alarm: Alarm, history: History) -> None:
    """Its last heartbeat is that before the trouble: from then on there is no data at all."""
    history.add(_named(alarm, "Heartbeat"), range(BEGIN), 1)


FAILURES: dict[str, Failure] = {
    "ApiErrors": _each("5xx", *[1] * 8),
    "ApiSlow": _each("Latency", *[80] * 95, *[5_000] * 5),
    "ProgramsApiErrors": _each("5xx", *[1] * 8),
    "ProgramsApiSlow": _each("Latency", *[80] * 95, *[5_000] * 5),
    "LambdaThrottled": _each("Throttles", 20),
    "QuietPlanningWaits": _grows(QUIET, 60),
    "QuietTokensWait": _grows(QUIET, 60),
    "QuietDeliveriesWait": _grows(QUIET, 60),
    "WatchdogSilent": _stops,
    "WatchdogHelpless": _each("TroubledTasks", 1),
    # A batch fails each time: its lane is sent a token every three minutes.
    "TasksStandStill": _each("PushedOn", 1, every=3),
    "ManyTasksFail": _each("TasksFailed", 1),
    # Three workers have died during their mail calls.
    "MailsDoubtful": _once("MailsInDoubt", 150),
    "BouncesHigh": _each("Reputation.BounceRate", 0.06, every=15),
    "ComplaintsHigh": _each("Reputation.ComplaintRate", 0.002, every=15),
    "AnnounceLate": _grows("IteratorAge", 60_000),
    "AutopilotDropped": _once("InvocationDroppedCount", 1),
    # The watchdog tells of it in one round, and never again: the task is there then.
    "AutopilotMissed": _once("MissedMoments", 1),
}


def failure_of(name: str) -> Failure:
    """The failure that an alarm is for."""
    if name.endswith("Dead"):
        return _dead
    # Lambda counts nothing here: the answer itself names the messages that failed.
    return _each("FailedMessages", 1) if name.endswith("Failing") else FAILURES[name]


def ours(reading: Reading) -> dict[str, Alarm]:
    """The alarms that operators hear of; those that send a release back have tests of their own."""
    every = alarms(reading).items()
    return {name: alarm for name, alarm in every if not name.startswith("Releases")}


def test_each_alarm_fires_in_the_failure_that_it_is_for(prod: Reading) -> None:
    begins = {}
    for name, alarm in ours(prod).items():
        history = History(HOURS)
        failure_of(name)(alarm, history)
        begins[name] = min(fires(alarm, history), default=None)

    # Not before there is trouble, and within the hour.
    wrong = {name: at for name, at in begins.items() if at is None or not BEGIN < at <= BEGIN + 60}
    assert wrong == {}


def test_what_wakes_somebody_does_so_within_a_quarter_of_an_hour(prod: Reading) -> None:
    for name, alarm in ours(prod).items():
        urgent = "[at once]" in alarm.properties["AlarmDescription"]
        if urgent and alarm.metrics[0].namespace != "AWS/SES":
            history = History(HOURS)
            failure_of(name)(alarm, history)
            assert min(fires(alarm, history)) <= BEGIN + 15, name


def test_it_is_over_when_the_trouble_is_over(prod: Reading) -> None:
    alarm = ours(prod)["ApiErrors"]
    history = History(HOURS)
    history.add(alarm.metrics[0], range(BEGIN, BEGIN + 10), *[1] * 8)

    assert max(fires(alarm, history)) <= BEGIN + 10 + 3


EVERY = range(DAY)
QUARTERS, HOURLY = range(0, DAY, 15), range(0, DAY, 60)
# A dead message is closed within two minutes.
CLOSED_SOON: list[tuple[Iterable[int], list[float]]] = [(EVERY, [0]), ([400, 401], [1])]
HEALTHY: dict[str, list[tuple[Iterable[int], list[float]]]] = {
    "Heartbeat": [(EVERY, [1])],
    "Latency": [(EVERY, [30, 45, 60, 80, 120, 400]), ([300, 301, 302], [4_000])],
    "5xx": [([100, 700, 701], [1])],
    QUIET: [(EVERY, [2])],
    VISIBLE: CLOSED_SOON,
    IN_FLIGHT: CLOSED_SOON,
    "IteratorAge": [(EVERY, [800])],
    # A worker has died.
    "PushedOn": [(EVERY, [0]), ([500, 503], [1])],
    "TroubledTasks": [(EVERY, [0]), ([500, 501], [1])],
    "FailedMessages": [(HOURLY, [1])],
    "TasksFailed": [(HOURLY, [1])],
    "MailsInDoubt": [([800], [50])],
    "Throttles": [(HOURLY, [1])],
    "Errors": [(HOURLY, [1])],
    "InvocationDroppedCount": [],
    "MissedMoments": [(EVERY, [0])],
    "Reputation.BounceRate": [(QUARTERS, [0.004])],
    "Reputation.ComplaintRate": [(QUARTERS, [0.000_1])],
}
"""A day on which all is as it should be, with the small troubles that each day has."""


def test_no_alarm_fires_on_a_healthy_day(prod: Reading) -> None:
    fired = set()
    for name, alarm in ours(prod).items():
        history = History(DAY)
        for metric in alarm.metrics:
            for minutes, values in HEALTHY[metric.name]:
                history.add(metric, minutes, *values)
        if fires(alarm, history):
            fired.add(name)

    assert fired == set()


def test_one_thing_is_told_once(prod: Reading) -> None:
    """A composite alarm fires with any of its members, and tells in their place."""
    groups = [members for members, _ in composites(prod).values()]
    members = [member for group in groups for member in group]

    assert set(members) <= set(ours(prod))
    assert len(members) == len(set(members))
    assert all(len(group) > 1 for group in groups)


def test_every_alarm_has_a_failure_that_it_is_for(prod: Reading) -> None:
    assert set(FAILURES) == {name for name in ours(prod) if not name.endswith(("Dead", "Failing"))}


@pytest.mark.parametrize("silent", [4, 5])
def test_missing_data_count_as_the_alarm_says(silent: int) -> None:
    metric = Metric("N", "Heartbeat", ())
    properties = {
        "Namespace": "N",
        "MetricName": "Heartbeat",
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 5,
        "Threshold": 1,
        "ComparisonOperator": "LessThanThreshold",
        "TreatMissingData": "breaching",
    }
    history = History(20 + silent)
    history.add(metric, range(20), 1)

    assert bool(fires(Alarm("A", (metric,), properties), history)) == (silent == 5)
