"""Work off one batch: let the kind decide, commit, and decide again where records changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from legwork import kinds
from legwork.domain import part as parts
from legwork.domain.effect import Effect, Key, fold
from legwork.domain.errors import InvalidInput, NotStorable, Unreadable
from legwork.domain.kind import Context, Kind, Performed
from legwork.domain.lane import Lane, Token, tallies_of
from legwork.domain.ledger import LedgerEntry
from legwork.domain.notice import StagedNotice
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.plan import PlannedBatch
from legwork.domain.preview import changed, with_amount
from legwork.domain.retention import Retention
from legwork.domain.reverse import Undoing
from legwork.domain.task import Task
from legwork.ports import Clock, Database, Files, Ids
from legwork.store import commits
from legwork.store.commits import Commit, EffectsRefused
from legwork.store.files import part_key
from legwork.store.records import AccountRecords, effects_in_account
from legwork.store.sketches import SketchedRecords
from legwork.usecases.decide import UNREADABLE_CODE, decide
from legwork.usecases.refused_targets import refused_targets
from legwork.usecases.show_batch import show_batch
from legwork.usecases.task_outcomes import TaskOutcomes

CODES = {
    "contended": "Others changed its records again and again meanwhile; a retry may do it.",
}
"""What its codes mean."""

ROUNDS = 3
"""How often a target is decided on anew because its records changed; then it is an error."""
CONTENDED = Verdict(
    Outcome.ERROR,
    "contended",
    "Its records were changed by others again and again meanwhile. Retry it.",
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
    kept: dict[str, Any] | None = None,
) -> Commit:
    """Commit what the kind decides on a batch.

    Args:
        batch: planned.
        task, lane, token: whose it is, and by what right.
        database, files, clock, ids: the ports.
        retention: how long rows stay.
        kept: what the kind keeps from batch to batch of one slice.

    Raises:
        Transient: nothing was committed by this attempt, or its answer was lost.
    """
    settled: dict[str, Verdict] = {}
    kept = {} if kept is None else kept
    kind, context = _decider(task, clock, batch, settled, kept)
    records = _records(task, batch.lane, database, files)
    attempt = ids.new()
    refusals: dict[str, int] = {}
    while True:
        performed = decide(kind, batch.targets, records, context, settled)
        if otherwise := _otherwise(batch, performed, settled, task):
            # The others may have been decided on what these would have left behind.
            settled.update(otherwise)
            kept.clear()
            continue
        if isinstance(records, SketchedRecords):
            return show_batch(
                batch,
                lane,
                token,
                performed,
                records,
                attempt=attempt,
                database=database,
                clock=clock,
                retention=retention,
            )
        effects, owners = _folded(batch.targets, performed)
        try:
            commit = commits.commit(
                database,
                token=token,
                lane=lane,
                entry=LedgerEntry(
                    batch.lane,
                    batch.index,
                    attempt,
                    clock.now(),
                    tuple(done.verdict.short() for done in performed),
                    memory=tuple(one.memory if one.verdict.done else None for one in performed),
                    part=_written_part(task, batch, performed, files),
                ),
                tallies=tallies_of(done.tallies for done in performed),
                effects=effects_in_account(task.ref.account, effects),
                notices=_staged(performed, task),
                expires_at=retention.rows_expire_at(clock.now()),
            )
        except NotStorable as refusal:
            settled.update(_refused(refusal, batch, performed, owners, settled, task, database))
            continue
        if not isinstance(commit, EffectsRefused):
            return commit
        kept.clear()
        context = replace(context, again=True)
        for target in {owners[position] for position in commit.positions}:
            refusals[target] = refusals.get(target, 0) + 1
            if refusals[target] >= ROUNDS:
                settled[target] = CONTENDED


def _records(task: Task, lane: int, database: Database, files: Files) -> AccountRecords:
    """The records as they are; to a preview, as its own batches would have left them."""
    account, outcomes = task.ref.account, TaskOutcomes(database)
    if not task.preview:
        return AccountRecords(database, files, account, outcomes)
    return SketchedRecords(database, files, account, outcomes, task.ref.id, lane)


def _otherwise(
    batch: PlannedBatch, performed: Sequence[Performed], settled: Mapping[str, Verdict], task: Task
) -> dict[str, Verdict]:
    """Verdicts on targets of a previewed plan that would come out otherwise than shown."""
    if not batch.shown:
        return {}
    return changed(batch.targets, performed, batch.shown, settled, task.ref.id)


def _decider(
    task: Task,
    clock: Clock,
    batch: PlannedBatch,
    settled: dict[str, Verdict],
    kept: dict[str, Any],
) -> tuple[Kind[Any] | None, Context[Any]]:
    """Who decides, and what he may know; where nobody can, every target is settled as an error."""
    try:
        kind = kinds.of(task)
        return kind, _context(task, batch, kind.read_params(task.params), clock.now(), kept)
    except (InvalidInput, Unreadable) as error:
        sentence = f"Nobody can do it any more: {str(error).rstrip('.')}."
        verdict = Verdict(Outcome.ERROR, UNREADABLE_CODE, sentence)
        settled.update(dict.fromkeys(batch.targets, verdict))
        return None, Context(task.ref.id, None, clock.now())


def _context(
    task: Task, batch: PlannedBatch, params: Any, now: datetime, kept: dict[str, Any]
) -> Context[Any]:
    if task.undo_of is None:
        return Context(task.ref.id, params, now, kept)
    memory = dict(zip(batch.targets, batch.memory, strict=False))
    return Undoing(task.ref.id, params, now, kept, undone=task.undo_of, memory=memory)


def _refused(
    refusal: NotStorable,
    batch: PlannedBatch,
    performed: Sequence[Performed],
    owners: Sequence[str],
    settled: Mapping[str, Verdict],
    task: Task,
    database: Database,
) -> dict[str, Verdict]:
    """The verdicts on targets that will never be taken.

    Raises:
        NotStorable: it is none of the targets.
    """
    decided = zip(batch.targets, performed, strict=True)
    found = refused_targets(
        refusal,
        {target: done for target, done in decided if target not in settled},
        owners,
        lambda effects: commits.fits(
            database, task.ref, batch.lane, effects_in_account(task.ref.account, effects)
        ),
    )
    if not found:
        raise refusal
    return found


def _written_part(
    task: Task, batch: PlannedBatch, performed: Sequence[Performed], files: Files
) -> str:
    """Write what the batch adds to its task's file; answers what its ledger row is to name."""
    body = parts.encode(line for done in performed for line in done.lines)
    if not body:
        return ""
    digest = parts.digest(body)
    key = part_key(task.ref, batch.lane, batch.index, digest)
    files.write(key, body, content_type="application/jsonl")
    return digest


def _staged(performed: Sequence[Performed], task: Task) -> list[StagedNotice]:
    bound = task.preview_of is not None
    return [
        StagedNotice(
            position,
            done.verdict.outcome,
            with_amount(notice, done) if bound else notice,
            done.verdict.code,
        )
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
