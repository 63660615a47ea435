"""Previews: what a task would do to each of its targets, decided and written down, but not done.

Of every decision a preview keeps a *mark*: a digest of what people are shown of it. A task that
runs a preview decides anew and compares marks; a target that would come out otherwise is left (P9).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from legwork.domain.approval import cents_of
from legwork.domain.kind import Claimed, Performed
from legwork.domain.lane import Lane, tallies_of
from legwork.domain.notice import Channel, Notice
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.task import Task

CHANGED = "changed_since_preview"
CODES = {
    "changed_since_preview": "It would have ended otherwise than its preview showed, and was left; "
    "a retry takes it up.",
}
"""What its codes mean."""
MARK = 12
"""Characters of a mark, in base 16: a changed decision has the old mark once in 2 ** 48."""
MAILS, CARDS = "mails", "cards"
"""Sums of a preview: notices that it has kept back."""


def mark_of(done: Performed, task_id: str) -> str:
    """Digest of what a decision comes to: outcome, code, sums, and what leaves the house.

    Not its writes: what people are shown is the same whether a record that many share, such as
    the sheet of a facility, holds more or less of what is others'.

    Args:
        done: the decision.
        task_id: whose; stands in it as that of no task.
    """
    shown = [
        done.verdict.outcome,
        done.verdict.code,
        sorted((name, amount) for name, amount in done.tallies.items() if amount),
        [[one.channel, one.to, sorted(one.data.items())] for one in done.notices],
    ]
    text = json.dumps(shown).replace(task_id, "")
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:MARK]


def marks_of(performed: Iterable[Performed], task_id: str) -> str:
    """The marks of a batch, one after the other."""
    return "".join(mark_of(done, task_id) for done in performed)


def changed(
    targets: Sequence[str],
    performed: Sequence[Performed],
    shown: str,
    settled: Mapping[str, Verdict],
    task_id: str,
) -> dict[str, Verdict]:
    """The targets of a batch that would come out otherwise than shown, and what to say of them.

    Args:
        targets: of the batch.
        performed: the decisions of now.
        shown: the marks of the preview.
        settled: verdicts that stand already, because the target could not be decided on or done.
        task_id: whose decisions they are.
    """
    found = {}
    for place, (target, done) in enumerate(zip(targets, performed, strict=True)):
        mark = shown[place * MARK : (place + 1) * MARK]
        if target not in settled and mark != mark_of(done, task_id):
            found[target] = otherwise(done.verdict)
    return found


_NOW = {
    Outcome.SUCCEEDED: "done, but otherwise than the preview showed",
    Outcome.WARNING: "done with another warning or sum than the preview showed",
    Outcome.ERROR: "an error, which the preview did not show",
    Outcome.SKIPPED: "skipped, which the preview did not show",
    Outcome.NOT_ATTEMPTED: "not attempted",
}


def otherwise(now: Verdict) -> Verdict:
    """The verdict on a target that is left, because it would be this one now."""
    said = f": {now.message}" if now.message else "."
    sentence = f"Left as it is. Now it would end as {_NOW[now.outcome]}{said}"
    return Verdict(Outcome.SKIPPED, CHANGED, sentence).short()


def is_changed(verdict: Verdict) -> bool:
    """Whether a target was left because it would have come out otherwise than shown."""
    return (verdict.outcome, verdict.code) == (Outcome.SKIPPED, CHANGED)


def changed_of(lanes: Iterable[Lane]) -> int:
    """How many targets were left because they would have come out otherwise."""
    return sum(lane.codes.counts.get((Outcome.SKIPPED, CHANGED), 0) for lane in lanes)


def chained(before: str, targets: Sequence[str], marks: str) -> str:
    """The digest of a lane's batches up to one, given that of those before it."""
    text = json.dumps([before, list(targets), marks])
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def digest_of(task: Task, lanes: Iterable[Lane]) -> str:
    """One digest of all that a preview shows: what was asked for, and each decision in order."""
    decided = sorted([lane.number, lane.digest] for lane in lanes)
    text = json.dumps([task.kind, task.params, decided], sort_keys=True, default=list)
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def kept_back(performed: Sequence[Performed]) -> dict[str, int]:
    """The tallies of a batch that is only shown, with the notices that it does not stage."""
    channels: Counter[Any] = Counter(one.channel for done in performed for one in done.notices)
    leaving = {MAILS: channels[Channel.MAIL], CARDS: channels[Channel.CARD]}
    return tallies_of([*(done.tallies for done in performed), +Counter(leaving)])


SHOWN_CENTS = "shown_cents"
"""Of the notice of an order: what the preview has shown of its amount."""


def with_amount(notice: Notice, done: Performed) -> Notice:
    """The order that a task stages which runs a preview: its claim compares the amount."""
    cents = cents_of(done.tallies)
    if notice.channel is not Channel.CARD or not cents:
        return notice
    return replace(notice, data={**notice.data, SHOWN_CENTS: str(cents)})


def claimed_as_shown(notice: Notice, claimed: Claimed) -> Claimed:
    """A claim; nothing is ordered where it comes to another amount than the preview has shown."""
    shown, order = notice.data.get(SHOWN_CENTS), claimed.order
    if shown is None or claimed.doubtful is not None:
        return claimed
    if order is not None and str(order.amount_cents) != shown:
        now = Verdict(message=f"{order.amount_cents} cents instead of {shown}.")
        return Claimed(verdict=otherwise(now))
    if order is None and claimed.verdict.outcome is Outcome.SKIPPED:
        return Claimed(verdict=otherwise(claimed.verdict))
    return claimed
