"""How a kind takes back what one of its tasks did: target by target, as one further task."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from legwork.domain.errors import InvalidInput
from legwork.domain.kind import Context, Ending, Finished, Kind, Performed
from legwork.domain.notice import Message, Notice
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.record import Records
from legwork.domain.task import Result

CODES = {
    "edited_since": "Of an undo: somebody has changed it since, so that it is kept as it is.",
    "cannot_undo": "Of an undo: it cannot be taken back; the sentence says why.",
}
"""What its codes mean."""

P = TypeVar("P")
_FORGOTTEN = (
    "It cannot be taken back: how it was before was not kept. Correct it by hand, if it is wrong."
)


@dataclass(frozen=True, slots=True)
class Undoing(Context[P]):
    """What a kind may know while it takes back what a task of it did, by that one's parameters."""

    undone: str = ""
    """Id of the task that is undone."""
    memory: Mapping[str, Any] = field(default_factory=dict)
    """What that task has remembered of its targets, by key. A release that knew of no undo has
    remembered nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reverse(Generic[P]):
    """How a kind takes back what it did.

    What somebody has changed since is kept; money is taken back by counter-postings, and never by
    deletion.
    """

    perform: Callable[[Sequence[str], Records, Undoing[P]], Sequence[Performed]]
    """Decides on each target that the undone task has done.

    Its tallies bear the names that the kind's own have, with what they are to be less by.
    """
    finish: Callable[[Ending[P], Records], Finished]
    """Posts the sums and names the result. Raises CannotFinish."""
    verify: Callable[[Ending[P], Iterable[tuple[str, Verdict]], Records], Iterator[str]]
    """Says where the records disagree with what the ledger of an undo says: for audits."""
    writes: int = 1
    """Writes that one target costs at most."""
    batch_writes: int = 0
    """Writes that a batch makes once, whatever its size."""
    writes_of: Callable[[P], int] | None = None
    """Writes of a target, where the parameters say how many."""
    keeps_lanes: bool = False
    """Whether targets that shared a lane share one again, because they write to the same rows."""
    keeps_marks: bool = False
    """Whether the records still bear the marks of what was taken back, so that the audit of the
    undone task finds them."""
    message: Callable[[P, Notice, str], Message] | None = None
    """Writes the mail that tells of it, if one does."""
    warning: str = ""
    """What it cannot take back, in a sentence for who is about to press the button."""


def reversing(kind: Kind[P]) -> Kind[P]:
    """The kind as an undo runs it: its reverse in place of what it does.

    Raises:
        InvalidInput: it has none.
    """
    reverse = kind.reverse
    if reverse is None:
        raise InvalidInput.of("kind", f"{kind.title} cannot be undone")
    return replace(
        kind,
        perform=_performing(reverse),
        finish=reverse.finish,
        verify=reverse.verify,
        message=reverse.message,
        writes=reverse.writes,
        batch_writes=reverse.batch_writes,
        reverse=None,
    )


def _performing(
    reverse: Reverse[P],
) -> Callable[[Sequence[str], Records, Context[P]], Sequence[Performed]]:
    def perform(
        targets: Sequence[str], records: Records, context: Context[P]
    ) -> Sequence[Performed]:
        if not isinstance(context, Undoing):
            raise TypeError("an undo knows what it undoes")
        return reverse.perform(targets, records, context)

    return perform


def edited_since(sentence: str) -> Performed:
    """Somebody has changed it since: it is kept as it is now."""
    return Performed(Verdict(Outcome.SKIPPED, "edited_since", sentence))


def cannot_undo(sentence: str) -> Performed:
    """It cannot be taken back."""
    return Performed(Verdict(Outcome.ERROR, "cannot_undo", sentence))


def forgotten() -> Performed:
    """Nobody knows how it was before: an earlier release did it, or its ledger cannot be read."""
    return cannot_undo(_FORGOTTEN)


def summing_up(
    result_of: Callable[[P, str], Result | None],
) -> Callable[[Ending[P], Records], Finished]:
    """A finish that posts nothing and says how many were taken back.

    Args:
        result_of: what the undo points to, given the parameters and what came of it.
    """

    def finish(ending: Ending[P], _records: Records) -> Finished:
        counts = ending.counts
        done = counts.succeeded + counts.warnings
        summary = (
            f"{done:,} taken back, {counts.skipped:,} kept as others left them, "
            f"{counts.errors:,} could not be taken back."
        )
        return Finished(result=result_of(ending.params, summary))

    return finish


def nothing_to_compare(
    _ending: Ending[Any], _outcomes: Iterable[tuple[str, Verdict]], _records: Records
) -> Iterator[str]:
    """The proof of an undo that others may undo again: there is nothing that must be so."""
    yield from ()
