"""Count what a task would come to: the kind itself decides, and nothing is written.

What is shown is what the task then does, as far as the records stay as they are: it is the same
code, on the same targets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import Any

from legwork import kinds
from legwork.domain.errors import InvalidInput
from legwork.domain.kind import Context, Kind
from legwork.domain.notice import Channel
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.permission import Caller
from legwork.domain.plan import only_targets
from legwork.domain.record import Records
from legwork.ports import Clock
from legwork.usecases.decide import decide

_AT_ONCE = 96
"""As many as a batch has."""
WITHIN = timedelta(seconds=15)
"""An HTTPS call has 29 seconds: of a larger selection the numbers are lower bounds."""


@dataclass(slots=True)
class Foreseen:
    """Targets that would end in the same way."""

    target: str
    """The first of them."""
    verdict: Verdict
    count: int = 0


@dataclass(slots=True)
class Preflight:
    """What a task would come to."""

    total: int = 0
    complete: bool = True
    mails: int = 0
    charges: int = 0
    sums: Counter[str] = field(default_factory=Counter)
    groups: dict[tuple[Outcome, str], Foreseen] = field(default_factory=dict)


def preflight(
    kind_name: str, params: Mapping[str, Any], *, caller: Caller, records: Records, clock: Clock
) -> Preflight:
    """Count what a task would come to.

    Args:
        kind_name: of the task.
        params: of that kind, validated.
        caller: who asks.
        records: the account's.
        clock: the port.

    Raises:
        NotAllowed: the caller may not launch it.
        InvalidInput, NotFound: the kind refuses the parameters.
    """
    kind = kinds.find(kind_name)
    caller.require(kind.permission)
    read = kind.read_params(params)
    context = Context("preflight", read, clock.now())
    try:
        kind.check(read, records, context.now)
    except InvalidInput as refusal:
        raise refusal.within("params") from refusal
    found, until = Preflight(), clock.now() + WITHIN
    targets = (target.key for target in only_targets(kind.targets(read, records, None)))
    while part := list(islice(targets, _AT_ONCE)):
        _look_at(part, kind, records, context, found)
        if clock.now() >= until:
            found.complete = next(targets, None) is None
            break
    return found


def _look_at(
    targets: list[str],
    kind: Kind[Any],
    records: Records,
    context: Context[Any],
    found: Preflight,
) -> None:
    found.total += len(targets)
    performed = decide(kind, targets, records, context, {})
    for target, done in zip(targets, performed, strict=True):
        verdict = done.verdict.short()
        first = Foreseen(kind.label(context.params, target), verdict)
        found.groups.setdefault((verdict.outcome, verdict.code), first).count += 1
        found.sums.update(done.tallies)
        for notice in done.notices:
            found.charges += notice.channel is Channel.CARD
            found.mails += notice.channel is Channel.MAIL
