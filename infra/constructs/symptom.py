"""One thing that an operator must hear about."""

from dataclasses import dataclass
from typing import Final, Literal

from aws_cdk import aws_cloudwatch as cloudwatch

Severity = Literal["at once", "in hours"]
AT_ONCE: Final = "at once"
"""Users feel it: somebody is woken."""
IN_HOURS: Final = "in hours"
"""Nothing is lost, and nobody waits: in the hours of work is soon enough."""

AT_LEAST: Final = cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
LESS: Final = cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
_GOOD: Final = cloudwatch.TreatMissingData.NOT_BREACHING


@dataclass(frozen=True, kw_only=True)
class Symptom:
    """What an alarm is made of.

    Attributes:
        name: Of the alarm, and of its line in the runbook.
        severity: How soon somebody has to look.
        says: What is wrong, in a sentence.
        metric: What it looks at.
        threshold: From where on that is wrong.
        periods: How many periods it looks back.
        datapoints: In how many of them it must be wrong; in all, if it does not say.
        comparison: On which side of the threshold it is wrong.
        missing: What a period without data means.
    """

    name: str
    severity: Severity
    says: str
    metric: cloudwatch.IMetric
    threshold: float
    periods: int
    datapoints: int | None = None
    comparison: cloudwatch.ComparisonOperator = AT_LEAST
    missing: cloudwatch.TreatMissingData = _GOOD
