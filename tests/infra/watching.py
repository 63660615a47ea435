"""What the alarms of a template look at."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.infra.reading import Reading, written

ALARM: Final = "AWS::CloudWatch::Alarm"
COMPOSITE: Final = "AWS::CloudWatch::CompositeAlarm"


@dataclass(frozen=True)
class Metric:
    """A metric, as CloudWatch tells one from another; dimensions in the order of their names."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...]

    def __getitem__(self, dimension: str) -> str:
        return dict(self.dimensions)[dimension]


@dataclass(frozen=True)
class Alarm:
    """An alarm by the name of its construct."""

    name: str
    metrics: tuple[Metric, ...]
    properties: dict[str, Any]

    @property
    def custom(self) -> tuple[Metric, ...]:
        """Those that our functions emit."""
        return tuple(one for one in self.metrics if not one.namespace.startswith("AWS/"))


def alarms(reading: Reading) -> dict[str, Alarm]:
    """The alarms of a template."""
    found = [
        Alarm(name.removeprefix("Alarms")[:-8], tuple(_metrics(properties)), properties)
        for name, properties in reading.of_type(ALARM).items()
    ]
    return {alarm.name: alarm for alarm in found}


def composites(reading: Reading) -> dict[str, tuple[set[str], dict[str, Any]]]:
    """The composite alarms of a template: the names of their members, and their properties."""
    return {
        name.removeprefix("Alarms")[:-8]: (_members(properties), properties)
        for name, properties in reading.of_type(COMPOSITE).items()
    }


def _members(properties: dict[str, Any]) -> set[str]:
    rule = written(properties["AlarmRule"])
    return {id_.removeprefix("Alarms")[:-8] for id_ in re.findall(r'ALARM\("(\w+)"\)', rule)}


def watched_queues(reading: Reading) -> set[str]:
    """The queues in which a waiting message raises an alarm, by logical id."""
    return {
        metric["QueueName"].removesuffix(".QueueName")
        for alarm in alarms(reading).values()
        for metric in alarm.metrics
        if metric.name == "ApproximateNumberOfMessagesVisible"
    }


def _metrics(properties: dict[str, Any]) -> Iterator[Metric]:
    if "MetricName" in properties:
        yield read_metric(properties)
    for part in properties.get("Metrics", ()):
        if "MetricStat" in part:
            yield read_metric(part["MetricStat"]["Metric"])


def read_metric(values: Mapping[str, Any]) -> Metric:
    """The metric that a part of an alarm names."""
    dimensions = ((one["Name"], written(one["Value"])) for one in values.get("Dimensions", ()))
    return Metric(values["Namespace"], values["MetricName"], tuple(sorted(dimensions)))
