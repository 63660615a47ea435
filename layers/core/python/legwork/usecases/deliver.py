"""Deliver the notices that a lane has staged: claim, call, settle, fifty at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from legwork import kinds
from legwork.domain import recipient as recipients
from legwork.domain.chronicle import Moment, tell
from legwork.domain.errors import StateChanged, Throttled, Transient, Unreadable
from legwork.domain.lane import Gate, Lane, NoProgress
from legwork.domain.notice import Channel, Fate, Message, Notice, NoticeRow, NoticeState
from legwork.domain.record import Records
from legwork.domain.redacted_trace import redacted_trace
from legwork.domain.retention import Retention
from legwork.domain.task import Task
from legwork.ports import (
    Clock,
    Database,
    DeliveryMessage,
    Files,
    Ids,
    Mailer,
    MaybeSent,
    NothingSent,
    Queues,
)
from legwork.store import lanes, notices, sending
from legwork.store.records import AccountRecords
from legwork.usecases.finish_task import finish_if_done
from legwork.usecases.settle_notices import count_missing
from legwork.usecases.stop_if_crossed import stop_if_crossed

_log = logging.getLogger(__name__)

Answer: TypeAlias = tuple[Fate, str]
"""What came of a notice, and what the mail service said."""
Sign: TypeAlias = Callable[[str, str], str]
"""The unsubscribe link of an account's recipient."""
SignDocument: TypeAlias = Callable[[str, Sequence[str]], str]
"""The link to something of an account, named in some words."""
Dress: TypeAlias = Callable[[Records], Callable[[Message], Message]]
"""Given an account's records: what makes of a message the mail as its recipient sees it."""
_IN_DOUBT: Answer = (Fate.IN_DOUBT, "")
_SETTLE_AGAIN = timedelta(seconds=1)
WAITS_LIMIT = 3_000
"""Most delays in a row. Each that books no time is over a minute long, so this is two days; the
account's lanes, taking turns, have all been served long before."""


def deliver(
    message: DeliveryMessage,
    *,
    per_second: int,
    unsubscribe_link: Sign,
    document_link: SignDocument,
    dress: Dress,
    database: Database,
    files: Files,
    queues: Queues,
    mailer: Mailer,
    clock: Clock,
    ids: Ids,
    retention: Retention,
    until: datetime,
) -> None:
    """Send a lane's notices until there are none, the task is cancelled, or the slice is over.

    Args:
        message: which lane.
        per_second: mails that an account may send.
        unsubscribe_link: signs the unsubscribe link of a recipient.
        document_link: signs the link to what a mail is about.
        dress: puts messages into the layout of mails.
        database, files, queues, mailer, clock, ids: the ports.
        retention: how long rows stay.
        until: when the slice is over.

    Raises:
        Transient: the message should be delivered again.
        NoProgress: it was delayed again and again, and nothing sent.
    """
    database.tab.open()
    task, lane = lanes.load_with_task(database, message.ref, message.lane)
    if task is None or not isinstance(lane, Lane) or lane.gate is Gate.SHUT:
        # A lane that cannot be read is for the watchdog, which gives its task up.
        return
    post = _Post(
        task,
        unsubscribe_link,
        document_link,
        dress,
        per_second,
        database,
        files,
        mailer,
        clock,
        ids,
    )
    booked, again = message.booked, replace(message, booked=0, waits=0)
    sent = seen = False
    for row in notices.open_rows(database, task.ref, lane):
        seen = True
        if row.channel is Channel.CARD and not row.spoilt:
            queues.charge([DeliveryMessage(task.ref, lane.number)])
            return
        wait, booked = post.wait_for(row, booked)
        if wait:
            delayed = _delayed(message, booked, sent=sent)
            # It has not stood still, lest the watchdog send another message.
            with suppress(StateChanged):
                lanes.mark_nudged(database, task.ref, lane, clock.now())
            queues.deliver([delayed], delay=wait)
            return
        after = post.deliver(lane, row)
        if after is None or stop_if_crossed(
            task, database=database, clock=clock, retention=retention
        ):
            return
        lane, sent = after, True
        if clock.now() >= until:
            queues.deliver([again])
            return
    if sent:
        lane = lanes.load(database, task.ref, lane.number) or lane
        if _staged_since(lane):
            queues.deliver([again])
            return
    if not seen:
        lane = count_missing(task, lane, database=database, clock=clock)
    _finish(
        task,
        lane,
        database=database,
        files=files,
        queues=queues,
        clock=clock,
        retention=retention,
    )


def _staged_since(lane: Lane) -> bool:
    """Whether notices were staged meanwhile.

    They have a message of their own, but whoever took it may have found the lane claimed by this
    one, and left everything to it.
    """
    return bool(lane.notices.open) and lane.gate is Gate.OPEN


def _finish(
    task: Task,
    lane: Lane,
    *,
    database: Database,
    files: Files,
    queues: Queues,
    clock: Clock,
    retention: Retention,
) -> None:
    if lane.done:
        with suppress(Unreadable):
            finish_if_done(
                task,
                database=database,
                files=files,
                queues=queues,
                clock=clock,
                retention=retention,
            )


def _delayed(message: DeliveryMessage, booked: int, *, sent: bool) -> DeliveryMessage:
    """The message that waits for the account's rate.

    Raises:
        NoProgress: it has waited too often, and nothing was sent meanwhile.
    """
    if not sent and message.waits >= WAITS_LIMIT:
        raise NoProgress(f"lane {message.lane} has waited {message.waits} times for its turn")
    return replace(message, booked=booked, waits=1 if sent else message.waits + 1)


@dataclass(slots=True)
class _Post:
    """Sends one row of notices after the other."""

    task: Task
    unsubscribe_link: Sign
    document_link: SignDocument
    dress: Dress
    per_second: int
    database: Database
    files: Files
    mailer: Mailer
    clock: Clock
    ids: Ids
    put_on: Callable[[Message], Message] | None = None
    """What puts this account's messages into its layout."""

    def wait_for(self, row: NoticeRow, booked: int) -> tuple[timedelta, int]:
        """How long the row has to wait for the account's rate, and what is booked afterwards.

        Args:
            row: the next one.
            booked: mails that time was booked for and has come.
        """
        mails = len(row.notices)
        if row.state is not NoticeState.STAGED:
            return timedelta(0), booked
        if booked >= mails:
            return timedelta(0), 0
        account, now = self.task.ref.account, self.clock.now()
        wait, is_booked = sending.book(self.database, account, mails, self.per_second, now)
        return wait, mails if wait and is_booked else 0

    def deliver(self, lane: Lane, row: NoticeRow) -> Lane | None:
        """Send a row; answers its lane, or nothing when the row is somebody else's."""
        ref = self.task.ref
        try:
            if row.abandoned(self.clock.now()):
                answers: Sequence[Answer] = [_IN_DOUBT] * len(row.notices)
            elif row.spoilt:
                return notices.pass_over(self.database, ref, lane, row, self.clock.now())
            elif row.state is NoticeState.STAGED:
                answers, messages = self._compose(row)
                row = notices.claim(self.database, ref, lane, row, self.ids.new(), self.clock.now())
                answers = self._send(row, answers, messages)
            else:
                return None
            settled = self._settle(lane, row, answers)
        except StateChanged:
            return None
        fates = [fate for fate, _ in answers]
        sent, refused = fates.count(Fate.SENT), fates.count(Fate.REFUSED)
        tell(Moment.MAILED, self.task, sums={"MailsSent": sent, "MailsRefused": refused})
        return settled

    def _settle(self, lane: Lane, row: NoticeRow, answers: Sequence[Answer]) -> Lane:
        """Write the answers down. They are known here alone: it is tried while the claim holds."""
        while True:
            try:
                return notices.settle(
                    self.database,
                    self.task.ref,
                    lane,
                    row,
                    fates=[fate for fate, _ in answers],
                    remarks={i: said for i, (_, said) in enumerate(answers) if said},
                    mail_is_the_work=kinds.mail_is_the_work(self.task.kind),
                    now=self.clock.now(),
                )
            except Transient:
                if row.abandoned(self.clock.now()):
                    raise
                self.clock.pause(_SETTLE_AGAIN)

    def _compose(self, row: NoticeRow) -> tuple[list[Answer], dict[int, Message]]:
        """The messages by place in the row, and an answer for each notice that has none."""
        records = AccountRecords(self.database, self.files, self.task.ref.account)
        # Once a slice, and not once a row.
        self.put_on = self.put_on or self.dress(records)
        known = recipients.find((one.notice.to for one in row.notices), records)
        answers: list[Answer] = [(Fate.SENT, "")] * len(row.notices)
        messages: dict[int, Message] = {}
        for place, one in enumerate(row.notices):
            if one.position < 0 or not one.notice.to:
                answers[place] = (Fate.REFUSED, "it cannot be read")
                continue
            recipient = known.get(one.notice.to)
            if recipient and not recipient.takes(blast=kinds.mail_is_the_work(self.task.kind)):
                answers[place] = (Fate.UNWANTED, recipient.why_not)
                continue
            try:
                messages[place] = self.put_on(self._message(one.notice))
            except Transient:
                # Nothing is claimed yet: all of it is written again.
                raise
            except Exception as error:  # noqa: BLE001 -- one notice must not hold up the others
                _log.error(
                    "kind %s cannot write a message\n%s", self.task.kind, redacted_trace(error)
                )
                answers[place] = (Fate.REFUSED, "it could not be written")
        return answers, messages

    def _message(self, notice: Notice) -> Message:
        kind = kinds.of(self.task)
        if kind.message is None:
            raise ValueError(f"kind {kind.name} stages notices but has no message for them")
        account, params = self.task.ref.account, kind.read_params(self.task.params)
        if kind.document is not None:
            link = self.document_link(account, kind.document(params, notice))
        else:
            link = self.unsubscribe_link(account, notice.to)
        return kind.message(params, notice, link)

    def _send(
        self, row: NoticeRow, answers: Sequence[Answer], messages: dict[int, Message]
    ) -> list[Answer]:
        if not messages:
            return list(answers)
        try:
            refusals = self._call(row, [*messages.values()])
        except Throttled:
            notices.give_back(self.database, self.task.ref, row)
            raise
        except NothingSent as refusal:
            refusals = [str(refusal)] * len(messages)
        except MaybeSent:
            refusals = []
        complete = [_IN_DOUBT if i in messages else answer for i, answer in enumerate(answers)]
        for place, refused in zip(messages, refusals, strict=False):
            complete[place] = (Fate.SENT, "") if refused is None else (Fate.REFUSED, refused)
        return complete

    def _call(self, row: NoticeRow, messages: Sequence[Message]) -> list[str | None]:
        """What the mail service says to each; it is not called on a claim that may soon lapse."""
        if row.is_late(self.clock.now()):
            raise Throttled("it took too long to claim the notices")
        return self.mailer.send(messages, account=self.task.ref.account)
