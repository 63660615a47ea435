"""Two kinds that only take time: one target is a batch, or one target is a mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from bench.fairness.kinds import FLOOD, QUIET, Params
from legwork import kinds
from legwork.domain.kind import Context, Performed
from legwork.domain.notice import Message, Notice
from legwork.domain.outcome import Verdict
from legwork.domain.record import Records


def _staged(
    targets: Sequence[str], _records: Records, _context: Context[Params]
) -> Sequence[Performed]:
    return [Performed(Verdict(), notices=(Notice(f"{one}@mail.test"),)) for one in targets]


def _message(_params: Params, notice: Notice, _link: str) -> Message:
    return Message(to=notice.to, sender="town@mail.test", subject="News", text="News", html="News")


WORK: Final = replace(FLOOD, name="work", title="Work")
MAIL: Final = replace(
    QUIET, name="mail", title="Mail", perform=_staged, message=_message, mail_is_the_work=True
)


@contextmanager
def known() -> Iterator[None]:
    """Both can be launched meanwhile."""
    every = kinds.all_kinds()
    every |= {kind.name: kind for kind in (WORK, MAIL)}
    try:
        yield
    finally:
        for kind in (WORK, MAIL):
            del every[kind.name]
