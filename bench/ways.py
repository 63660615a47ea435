"""Other ways to do the same work, computed step by step at list prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bench import meter, prices
from bench.counts import Measured

MILLION: Final = 1_000_000
_CHUNK: Final = 100
"""Targets of one child of a Distributed Map."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that has to be paid for a million targets."""

    what: str
    dollars: float


@dataclass(frozen=True, slots=True)
class Way:
    """A way to do the work, and what it lacks."""

    name: str
    short: str
    """The same, for a chart."""
    steps: tuple[Step, ...]
    without: str

    @property
    def dollars(self) -> float:
        """For a million targets."""
        return sum(step.dollars for step in self.steps)


def others(ours: Measured) -> list[Way]:
    """What a million of the targets of a task would cost otherwise.

    Args:
        ours: the task that did the work; its target writes are everybody's.
    """
    units = ours.by_part[meter.WORK][meter.RECORD_WRITES] / ours.targets
    return [_plain(units), _exactly_once(units), *_step_functions(units), _one_message(units)]


def _plain(units: float) -> Way:
    return Way(
        "Floor: one plain write a target",
        "Floor: plain writes",
        (_writes(f"{units / 2:.2f} write units a target", units / 2),),
        "neither exactly once nor counted; no reads, no workers",
    )


def _exactly_once(units: float) -> Way:
    return Way(
        "Exactly-once floor: the same writes in transactions",
        "Exactly-once floor: transactions",
        (_writes(f"{units:.2f} write units a target: a transaction is billed double", units),),
        "no reads, no workers, no progress, no cancel",
    )


def _step_functions(units: float) -> list[Way]:
    children = MILLION / _CHUNK
    work = (
        _writes("the same writes in transactions", units),
        Step("reads: 0.1 units a target, read as a range", 0.1 * MILLION * prices.READ_UNIT),
    )
    chunked = [
        Step(
            f"{transitions} transition(s) a child of {_CHUNK} targets: {children:,.0f} children",
            children * transitions * prices.TRANSITION,
        )
        for transitions in (1, 2)
    ]
    batched = [
        Way(
            f"Step Functions, Distributed Map, Standard, {_CHUNK} a child, "
            f"{transitions} transition(s) a child",
            f"Step Functions, {_CHUNK} a child, {transitions} transition(s)",
            (*work, step, _lambda("one call a child", children, 60)),
            "no outcome of each target, no receipt of a cancel",
        )
        for transitions, step in enumerate(chunked, start=1)
    ]
    unbatched = Way(
        "Step Functions, Distributed Map, Standard, one target a child",
        "Step Functions, one target a child",
        (
            *work[:1],
            Step("one read unit a target", MILLION * prices.READ_UNIT),
            Step("one transition a target", MILLION * prices.TRANSITION),
            _lambda("one call a target", MILLION, 30),
        ),
        "no sums, no receipt of a cancel",
    )
    return [*batched, unbatched]


def _one_message(units: float) -> Way:
    calls = MILLION / 10
    return Way(
        "One message a target: a marker row, a counter and the row in one transaction",
        "One message a target",
        (
            _writes(f"marker 2, counter 2, target {units:.2f} write units", 4 + units),
            Step("one read unit a target", MILLION * prices.READ_UNIT),
            Step(
                "SQS: send, receive and delete, ten at a time",
                3 * calls * prices.SQS_REQUEST,
            ),
            _lambda("one call for ten messages", calls, 10 * 30),
        ),
        "a counter row that everybody writes (1,000 units a second at most), no cancel",
    )


def _writes(what: str, units: float) -> Step:
    return Step(f"DynamoDB: {what}", units * MILLION * prices.WRITE_UNIT)


def _lambda(what: str, calls: float, milliseconds: float) -> Step:
    seconds = calls * milliseconds / 1_000 * prices.MEMORY_GB
    dollars = calls * prices.LAMBDA_CALL + seconds * prices.GB_SECOND
    return Step(f"Lambda: {what}, {milliseconds:.0f} ms each at 1 GB", dollars)
