"""Preview a blast: the mails that the first recipients would get, and who would get none and why.

It asks the kind itself, so that a preview cannot promise what the task does not do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from legwork import kinds
from legwork.domain.errors import InvalidInput
from legwork.domain.kind import Context, Kind
from legwork.domain.notice import Message
from legwork.domain.permission import Caller
from legwork.domain.plan import only_targets
from legwork.domain.record import Records
from legwork.ports import Clock
from legwork.trade.mail.layout import dresser

COUNTED = 2_000
"""Recipients that a preview looks at: of a larger selection it knows lower bounds."""
_AT_ONCE = 100
_LINK = "https://unsubscribe.invalid/preview"
"""Stands for each recipient's own link, which is nobody else's to see."""


@dataclass(slots=True)
class Reason:
    """Why some would get no mail."""

    code: str
    example: str
    """What is said of the first of them."""
    count: int = 0


@dataclass(slots=True)
class Preview:
    """What a blast would do."""

    mails: list[Message] = field(default_factory=list)
    """To the first recipients who would get one."""
    would_get: int = 0
    would_not: dict[str, Reason] = field(default_factory=dict)
    """Why others would get none, by the code."""
    looked_at: int = 0
    complete: bool = True
    """Whether everybody was looked at; otherwise the numbers are lower bounds."""


def preview_blast(
    params: Mapping[str, Any], *, limit: int, caller: Caller, records: Records, clock: Clock
) -> Preview:
    """Preview a blast; nothing is written or sent.

    Args:
        params: of the kind ``email_blast``, validated.
        limit: how many mails to write.
        caller: who asks.
        records: the account's.
        clock: the port.

    Raises:
        NotAllowed: the caller may not launch it.
        InvalidInput: the kind refuses the parameters.
    """
    kind = kinds.find("email_blast")
    caller.require(kind.permission)
    read = kind.read_params(params)
    context = Context("preview", read, clock.now())
    try:
        kind.check(read, records, context.now)
    except InvalidInput as refusal:
        raise refusal.within("params") from refusal
    preview, put_on = Preview(), dresser(records)
    targets = (target.key for target in only_targets(kind.targets(read, records, None)))
    while preview.looked_at < COUNTED:
        part = list(islice(targets, _AT_ONCE))
        if not part:
            return preview
        _look_at(part, kind, records, context, limit, put_on, preview)
    preview.complete = next(targets, None) is None
    return preview


def _look_at(
    targets: list[str],
    kind: Kind[Any],
    records: Records,
    context: Context[Any],
    limit: int,
    put_on: Callable[[Message], Message],
    preview: Preview,
) -> None:
    preview.looked_at += len(targets)
    for done in kind.perform(targets, records, context):
        if not done.notices:
            verdict = done.verdict
            first = Reason(verdict.code, verdict.message)
            preview.would_not.setdefault(verdict.code, first).count += 1
            continue
        preview.would_get += 1
        if len(preview.mails) < limit and kind.message is not None:
            mail = kind.message(context.params, done.notices[0], _LINK)
            preview.mails.append(put_on(mail))
