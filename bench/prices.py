"""What counts cost. List prices of us-east-1."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from bench import meter

WRITE_UNIT: Final = 0.625e-6
READ_UNIT: Final = 0.125e-6
SQS_REQUEST: Final = 0.40e-6
LAMBDA_CALL: Final = 0.20e-6
GB_SECOND: Final = 0.0000133334
"""Of Lambda on arm64."""
MAIL: Final = 0.10e-3
S3_READ: Final = 0.40e-6
S3_WRITE: Final = 5.0e-6
EVENT: Final = 1.0e-6
TRANSITION: Final = 25.0e-6
"""Of a Standard workflow of Step Functions."""
MEMORY_GB: Final = 1.0
"""Of a worker, a planner and a deliverer, as deployed."""


@dataclass(frozen=True, slots=True)
class Bill:
    """Dollars, by what they are paid for."""

    items: dict[str, float]

    @property
    def total(self) -> float:
        """All of it."""
        return sum(self.items.values())

    @property
    def engine(self) -> float:
        """All but the mail itself, which costs the same whoever sends it."""
        return self.total - self.items["SES"]


def bill(counts: Counter[str]) -> Bill:
    """What counts cost."""
    return Bill(
        {
            "DynamoDB writes": counts[meter.WRITES] * WRITE_UNIT,
            "DynamoDB reads": counts[meter.READS] * READ_UNIT,
            "SQS": counts[meter.SQS] * SQS_REQUEST,
            "Lambda": counts[meter.CALLS] * LAMBDA_CALL
            + counts[meter.MILLISECONDS] / 1_000 * MEMORY_GB * GB_SECOND,
            "S3, EventBridge": _others(counts),
            "SES": counts[meter.MAILS] * MAIL,
        }
    )


def _others(counts: Counter[str]) -> float:
    reads = counts["s3.GetObject"] + counts["s3.HeadObject"]
    return (
        reads * S3_READ
        + (counts["s3.PutObject"] + counts["s3.CopyObject"]) * S3_WRITE
        + counts["eventbridge.PutEvents"] * EVENT
    )
