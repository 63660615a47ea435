"""Work off one batch: let the kind decide, commit, and decide again where records changed."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from legwork import kinds
from legwork.domain.effect import Effect, Key, fold
from legwork.domain.errors import Transient
from legwork.domain.kind import Context, Kind, Performed
from legwork.domain.lane import Lane, Token, tallies_of
from legwork.domain.ledger import LedgerEntry
from legwork.domain.notice import StagedNotice, rows_for
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.plan import EFFECTS_LIMIT, PlannedBatch
from legwork.domain.record import Records
from legwork.domain.redacted_trace import redacted_trace
from legwork.domain.retention import Retention
from legwork.domain.task import Task
from legwork.ports import Clock, Database, Files, Ids
from legwork.store import lanes
from legwork.store.lanes import Commit, EffectsRefused
from legwork.store.records import AccountRecords, effects_in_account

CODES = {
    "contended": "Others changed its records again and again meanwhile; a retry may do it.",
    "internal": "The kind failed on it; the log of `run_job` says why.",
    "too_many_writes": "It takes more writes than one transaction holds.",
}
"""What its codes mean."""

_log = logging.getLogger(__name__)

ROUNDS = 3
"""How often a target is decided on anew because its records changed; then it is an error."""
CONTENDED = Verdict(
    Outcome.ERROR,
    "contended",
    "Its records were changed by others again and again meanwhile. Retry it.",
)
POISON = Verdict(
    Outcome.ERROR, "internal", "This one could not be handled; the operators can see why."
)
OVERSIZE = Verdict(
    Outcome.ERROR, "too_many_writes", "It takes more writes than one transaction holds."
)


def work_batch(
    batch: PlannedBatch,
    task: Task,
    lane: Lane,
    token: Token,
    *,
    database: Database,
    files: Files,
    clock: Clock,
    ids: Ids,
    retention: Retention,
) -> Commit:
    """Commit what the kind decides on a batch.

    Raises:
        Transient: nothing was committed by this attempt, or its answer was lost.
    """
    kind = kinds.find(task.kind)
    context = Context(task.ref.id, kind.read_params(task.params), clock.now())
    records = AccountRecords(database, files, task.ref.account)
    attempt = ids.new()
    settled: dict[str, Verdict] = {}
    refusals: dict[str, int] = {}
    while True:
        performed = decide(kind, batch.targets, records, context, settled)
        effects, owners = _folded(batch.targets, performed)
        commit = lanes.commit(
            database,
            token=token,
            lane=lane,
            entry=LedgerEntry(
                batch.lane,
                batch.index,
                attempt,
                clock.now(),
                tuple(done.verdict.short() for done in performed),
            ),
            tallies=tallies_of(done.tallies for done in performed),
            effects=effects_in_account(task.ref.account, effects),
            notices=_staged(performed),
            expires_at=retention.rows_expire_at(clock.now()),
        )
        if not isinstance(commit, EffectsRefused):
            return commit
        for target in {owners[position] for position in commit.positions}:
            refusals[target] = refusals.get(target, 0) + 1
            if refusals[target] >= ROUNDS:
                settled[target] = CONTENDED


def decide(
    kind: Kind[Any],
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
        kind: who decides.
        targets: of the batch.
        records: what the kind may read.
        context: what the kind may know.
        settled: verdicts that stand already; the poisonous targets are added.
    """
    while True:
        open_ = [target for target in targets if target not in settled]
        decided = _try(kind, open_, records, context)
        if decided is None:
            poison = [t for t in open_ if _try(kind, [t], records, context) is None] or open_
            settled.update(dict.fromkeys(poison, POISON))
            continue
        by_target = dict(zip(open_, decided, strict=True))
        oversize = _first_beyond_limit(open_, by_target)
        if oversize is None:
            return [by_target.get(t) or Performed(settled[t]) for t in targets]
        settled[oversize] = OVERSIZE


def _try(
    kind: Kind[Any], targets: Sequence[str], records: Records, context: Context[Any]
) -> list[Performed] | None:
    if not targets:
        return []
    try:
        performed = list(kind.perform(targets, records, context))
    except Transient:
        raise
    except Exception as error:  # noqa: BLE001 -- whatever a kind raises must not stop the lane
        _log.error(
            "kind %s failed on %d targets\n%s", kind.name, len(targets), redacted_trace(error)
        )
        return None
    if len(performed) != len(targets):
        _log.error("kind %s decided on %d of %d", kind.name, len(performed), len(targets))
        return None
    if any(len(done.notices) > 1 for done in performed):
        _log.error("kind %s stages more than one notice for a target", kind.name)
        return None
    return performed


def _first_beyond_limit(targets: Sequence[str], performed: Mapping[str, Performed]) -> str | None:
    staged = 0
    written = set[Key]()
    for target in targets:
        written.update(effect.key for effect in performed[target].effects)
        staged += len(performed[target].notices)
        if len(written) + rows_for(staged) > EFFECTS_LIMIT:
            return target
    return None


def _staged(performed: Sequence[Performed]) -> list[StagedNotice]:
    return [
        StagedNotice(position, done.verdict.outcome, notice, done.verdict.code)
        for position, done in enumerate(performed)
        for notice in done.notices
    ]


def _folded(
    targets: Sequence[str], performed: Sequence[Performed]
) -> tuple[list[Effect], list[str]]:
    """The batch's effects, one per record, and for each the target that asked for it first."""
    owners: dict[Key, str] = {}
    for target, done in zip(targets, performed, strict=True):
        for effect in done.effects:
            owners.setdefault(effect.key, target)
    effects = fold(effect for done in performed for effect in done.effects)
    return effects, [owners[effect.key] for effect in effects]
