"""Show what a batch would come to: its decisions are committed, and nothing else is."""

from __future__ import annotations

from collections.abc import Sequence

from legwork.domain.effect import fold
from legwork.domain.kind import Performed
from legwork.domain.lane import Lane, Token
from legwork.domain.ledger import LedgerEntry
from legwork.domain.plan import PlannedBatch
from legwork.domain.preview import chained, kept_back, marks_of
from legwork.domain.retention import Retention
from legwork.ports import Clock, Database
from legwork.store import commits
from legwork.store.commits import Commit
from legwork.store.sketches import SketchedRecords, drawn


def show_batch(
    batch: PlannedBatch,
    lane: Lane,
    token: Token,
    performed: Sequence[Performed],
    records: SketchedRecords | None = None,
    *,
    attempt: str,
    database: Database,
    clock: Clock,
    retention: Retention,
) -> Commit:
    """Commit what a preview shows of a batch: ledger row, lane and sketches, by its lane's gate.

    Writes to records end here, notices and lines of files are kept back: there is no way for them
    into the transaction.

    Args:
        batch: planned.
        lane, token: by what right.
        performed: the decision on each of its targets.
        records: what it was decided on; without them, nothing is sketched.
        attempt: names this try.
        database, clock: the ports.
        retention: how long rows stay.
    """
    marks = marks_of(performed, token.ref.id)
    now, expires_at = clock.now(), retention.rows_expire_at(clock.now())
    effects = fold(effect for done in performed for effect in done.effects)
    verdicts = tuple(done.verdict.short() for done in performed)
    return commits.commit(
        database,
        token=token,
        lane=lane,
        entry=LedgerEntry(batch.lane, batch.index, attempt, now, verdicts, marks=marks),
        tallies=kept_back(performed),
        effects=(),
        digest=chained(lane.digest, batch.targets, marks),
        sketches=drawn(records, effects, expires_at) if records else (),
        expires_at=expires_at,
    )
