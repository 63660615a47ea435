"""What must be true of the mail that has left a world, whatever went wrong before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from legwork import kinds
from legwork.domain.notice import Channel, Fate, Message
from legwork.domain.task import Task
from legwork.store import notices
from legwork.store.records import AccountRecords
from legwork.testing.world import World, document_link, unsubscribe_link


def of_mail(tasks: Iterable[Task], world: World) -> Iterator[str]:
    """Mails that left without a notice, or more often than their notices say, or did not leave.

    Args:
        tasks: all of them; they have ended, and none was purged.
        world: where they are.
    """
    sent, may_be_sent = Counter[Message](), Counter[Message]()
    for task in tasks:
        for fate, mail in _mails(task, world):
            sent[mail] += fate is Fate.SENT
            may_be_sent[mail] += 1
    left = Counter(world.post.outbox)
    for mail in left.keys() | sent.keys():
        if not sent[mail] <= left[mail] <= may_be_sent[mail]:
            yield (
                f"'{mail.subject}' to {mail.to} left {left[mail]} times: "
                f"{sent[mail]} are sent, {may_be_sent[mail] - sent[mail]} in doubt"
            )


def _mails(task: Task, world: World) -> Iterator[tuple[Fate, Message]]:
    """The mail of every notice that has left, or may have."""
    kind = kinds.of(task) if task.kind in kinds.all_kinds() else None
    if kind is None or kind.message is None:
        return
    params = kind.read_params(task.params)
    put_on = world.dress(AccountRecords(world.tables, None, task.ref.account))
    for lane in task.lanes:
        for row in notices.rows(world.tables, task.ref, lane):
            if row.channel is not Channel.MAIL:
                continue
            for staged, fate in zip(row.notices, row.fates, strict=False):
                if fate in {Fate.SENT, Fate.IN_DOUBT}:
                    account, notice = task.ref.account, staged.notice
                    link = unsubscribe_link(account, notice.to)
                    if kind.document is not None:
                        link = document_link(account, kind.document(params, notice))
                    yield fate, put_on(kind.message(params, staged.notice, link))
