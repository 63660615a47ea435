"""Evaluates alarms as CloudWatch does, over a history of metrics, minute by minute.

Source: CloudWatch user guide, "Evaluating an alarm", "Configuring how alarms treat missing data"
and "Using metric math". Of metric math there is what our alarms use.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tests.infra.watching import Alarm, Metric, read_metric

Samples = Sequence[float]
MINUTE: Final = 60
_STATISTICS: Final[Mapping[str, Callable[[Samples], float]]] = {
    "Sum": math.fsum,
    "Maximum": max,
    "Minimum": min,
    "Average": lambda found: math.fsum(found) / len(found),
}
_BREACHES: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
}
_FILLED: Final = re.compile(r"FILL\((\w+), 0\)")


@dataclass
class History:
    """What was measured, by metric and minute."""

    minutes: int
    samples: dict[Metric, dict[int, list[float]]] = field(default_factory=dict)

    def add(self, metric: Metric, minutes: Iterable[int], *values: float) -> None:
        """Measure these values in each of these minutes."""
        of_metric = self.samples.setdefault(metric, {})
        for minute in minutes:
            of_metric.setdefault(minute, []).extend(values)

    def during(self, metric: Metric, begin: int, end: int) -> list[float]:
        """What was measured from a minute on until before another."""
        found = self.samples.get(metric, {})
        return [value for minute in range(begin, end) for value in found.get(minute, ())]


def fires(alarm: Alarm, history: History) -> list[int]:
    """The minutes at whose end the alarm is in the state ALARM."""
    period = _period(alarm.properties)
    wanted = alarm.properties.get("DatapointsToAlarm", alarm.properties["EvaluationPeriods"])
    look_back = alarm.properties["EvaluationPeriods"]
    found: list[int] = []
    for end in range(period * look_back, history.minutes + 1, period):
        points = [
            _point(alarm.properties, history, end - period * (back + 1), end - period * back)
            for back in range(look_back)
        ]
        breaching = sum(_is_breaching(alarm.properties, point) for point in points)
        if breaching >= wanted:
            found.append(end)
    return found


def _period(properties: Mapping[str, Any]) -> int:
    if "Period" in properties:
        return int(properties["Period"]) // MINUTE
    periods = {
        part["MetricStat"]["Period"] for part in properties["Metrics"] if "MetricStat" in part
    }
    (period,) = periods
    return int(period) // MINUTE


def _point(properties: Mapping[str, Any], history: History, begin: int, end: int) -> float | None:
    """The value of one period; nothing where there is no data."""
    if "MetricName" in properties:
        metric = read_metric(properties)
        statistic = properties.get("Statistic") or properties["ExtendedStatistic"]
        return _statistic(statistic, history.during(metric, begin, end))
    (expression,) = (part["Expression"] for part in properties["Metrics"] if "Expression" in part)
    values = {
        part["Id"]: _statistic(
            part["MetricStat"]["Stat"],
            history.during(read_metric(part["MetricStat"]["Metric"]), begin, end),
        )
        for part in properties["Metrics"]
        if "MetricStat" in part
    }
    if all(value is None for value in values.values()):
        # FILL fills gaps between data, and makes none where there never are any.
        return None
    terms = expression.split(" + ")
    names = [match.group(1) for term in terms if (match := _FILLED.fullmatch(term))]
    assert len(names) == len(terms), expression
    return math.fsum(values[name] or 0 for name in names)


def _statistic(name: str, found: Samples) -> float | None:
    if not found:
        return None
    if name.startswith("p"):
        rank = math.ceil(len(found) * float(name[1:]) / 100)
        return sorted(found)[max(rank, 1) - 1]
    return _STATISTICS[name](found)


def _is_breaching(properties: Mapping[str, Any], point: float | None) -> bool:
    if point is None:
        return bool(properties["TreatMissingData"] == "breaching")
    return _BREACHES[properties["ComparisonOperator"]](point, properties["Threshold"])
