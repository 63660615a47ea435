"""Decide on the targets of a batch: a poisonous one costs one error, and not the batch."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from legwork.domain.effect import Effect, Key, fold
from legwork.domain.errors import Transient, Unreadable
from legwork.domain.kind import Context, Kind, Performed
from legwork.domain.notice import Notice, rows_for
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.plan import EFFECTS_LIMIT
from legwork.domain.record import Records
from legwork.domain.redacted_trace import redacted_trace

CODES = {
    "internal": "The kind failed on it; the log of `run_job` says why.",
    "too_many_writes": "It takes more writes than one transaction holds.",
}
"""What its codes mean."""

_log = logging.getLogger(__name__)

POISON = Verdict(
    Outcome.ERROR, "internal", "This one could not be handled; the operators can see why."
)
UNREADABLE_CODE = "unreadable"
"""Of a target whose records, or whose task's parameters, are not what they should be."""
OVERSIZE = Verdict(
    Outcome.ERROR, "too_many_writes", "It takes more writes than one transaction holds."
)


def decide(
    kind: Kind[Any] | None,
    targets: Sequence[str],
    records: Records,
    context: Context[Any],
    settled: dict[str, Verdict],
) -> list[Performed]:
    """A decision for every target, in order; those that cannot be decided on are errors.

    When the kind raises, each target is tried alone, so that a poisonous one costs one error and
    not a batch. The others are then decided on together once more, since decisions may build on
    each other.

    Args:
        kind: who decides; nobody, when all targets are settled.
        targets: of the batch.
        records: what the kind may read.
        context: what the kind may know.
        settled: verdicts that stand already; the poisonous targets are added.
    """
    while True:
        open_ = [target for target in targets if target not in settled]
        decided = _try(kind, open_, records, context)
        if decided is None:
            found = _poisonous(kind, open_, records, context)
            settled.update(found or dict.fromkeys(open_, POISON))
            continue
        by_target = dict(zip(open_, decided, strict=True))
        if (oversize := _first_beyond_limit(open_, by_target)) is not None:
            settled[oversize] = OVERSIZE
        elif (spoiler := _first_against_others(by_target)) is not None:
            settled[spoiler] = POISON
        else:
            return [by_target.get(t) or Performed(settled[t]) for t in targets]


def _poisonous(
    kind: Kind[Any] | None, targets: Sequence[str], records: Records, context: Context[Any]
) -> dict[str, Verdict]:
    """The targets that cannot be decided on even alone, and what to say of them."""
    found: dict[str, Verdict] = {}
    for target in targets:
        try:
            if _try(kind, [target], records, context, telling=True) is None:
                found[target] = POISON
        except Unreadable as error:
            found[target] = Verdict(Outcome.ERROR, UNREADABLE_CODE, str(error))
    return found


def _try(
    kind: Kind[Any] | None,
    targets: Sequence[str],
    records: Records,
    context: Context[Any],
    *,
    telling: bool = False,
) -> list[Performed] | None:
    """What the kind decides, or nothing when it cannot; why, where that is to be told."""
    if not targets or kind is None:
        return []
    try:
        performed = list(kind.perform(targets, records, context))
    except Transient:
        raise
    except Exception as error:
        trace = redacted_trace(error)
        _log.error("kind %s failed on %d targets\n%s", kind.name, len(targets), trace)
        if telling and isinstance(error, Unreadable):
            raise
        return None
    if len(performed) != len(targets):
        _log.error("kind %s decided on %d of %d", kind.name, len(performed), len(targets))
        return None
    if any(len(done.notices) > 1 for done in performed):
        _log.error("kind %s stages more than one notice for a target", kind.name)
        return None
    if any(type(amount) is not int for done in performed for amount in done.tallies.values()):
        _log.error("kind %s has a tally that is no whole number", kind.name)
        return None
    return performed


def _first_beyond_limit(targets: Sequence[str], performed: Mapping[str, Performed]) -> str | None:
    staged: list[Notice] = []
    written = set[Key]()
    for target in targets:
        written.update(effect.key for effect in performed[target].effects)
        staged += performed[target].notices
        if len(written) + rows_for(staged) > EFFECTS_LIMIT:
            return target
    return None


def _first_against_others(performed: Mapping[str, Performed]) -> str | None:
    """The target whose writes do not go together with those before it, such as after a delete."""
    try:
        fold(effect for done in performed.values() for effect in done.effects)
    except (TypeError, ValueError):
        before: list[Effect] = []
        for target, done in performed.items():
            try:
                before = fold([*before, *done.effects])
            except (TypeError, ValueError):
                return target
    return None
