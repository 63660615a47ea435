"""Notices: what leaves the house after an effect has committed: mails, and orders to charge cards.

No transaction covers a mail that has left, or a card that was charged. So a notice is written
together with the effect it belongs to, claimed before the call and settled after it: whatever dies
in between, a notice ends as sent, as not sent, or as *in doubt*, and never silently leaves twice
(P1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from enum import StrEnum

from legwork.domain.charge import Order
from legwork.domain.outcome import Outcome, Verdict

CODES = {
    "in_doubt": "Its mail may have been sent, or its card charged, or not: the call was cut off.",
    "mail_refused": "The mail service refused its mail.",
    "unsubscribed": "The recipient unsubscribed before the mail was sent.",
    "not_told": "Done, but the recipient gets no message: the sentence says why.",
}
"""What its codes mean."""

NOTICES_OF_CALL = 50
"""Destinations of one mail call, hence notices of one row. Source: SES v2 SendBulkEmail."""
CLAIM_HOLDS = timedelta(seconds=20)
"""A claim older than this was left by a dead worker: mail calls are given up well before."""
CALL_WITHIN = timedelta(seconds=5)
"""A mail call begins so soon after its claim, or not at all: else it might outlive the claim."""


CARDS_FROM = 1_000
"""Number of the first row of a batch that orders a charge; each such row orders one."""
TELLING_FROM = 5_000
"""Number of the first row of a batch that tells of what came of a charge: behind all of those."""


class Channel(StrEnum):
    """By which way a notice leaves."""

    MAIL = "mail"
    CARD = "card"
    """As an order to the payment service."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to one recipient, still without words: those are found when it is sent."""

    to: str
    """Mail address; of an order, whose it is."""
    data: Mapping[str, str] = field(default_factory=dict)
    """What the kind's message needs to be written."""
    channel: Channel = Channel.MAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A mail to one recipient."""

    to: str
    sender: str
    subject: str
    text: str
    html: str
    unsubscribe: str | None = None
    """Link of the one-click unsubscription (RFC 8058), for mails that people can opt out of."""


class NoticeState(StrEnum):
    """Where a row of notices is."""

    STAGED = "staged"
    """Committed with its effects, not sent yet."""
    CLAIMED = "claimed"
    """Somebody is calling the mail service, or died while doing so."""
    SETTLED = "settled"
    """What came of each notice is known."""


class Fate(StrEnum):
    """What came of a notice, one letter each."""

    SENT = "s"
    REFUSED = "r"
    """The mail service does not take it."""
    IN_DOUBT = "d"
    """It may have been sent: whoever called died, or got no answer."""
    DISCARDED = "x"
    """The task was cancelled before it left."""
    UNWANTED = "u"
    """Its recipient unsubscribed, or was suppressed, before it left."""


@dataclass(frozen=True, slots=True)
class NoticeCounts:
    """Number of notices: ``staged`` of all so far, the others by what came of them."""

    staged: int = 0
    sent: int = 0
    discarded: int = 0
    in_doubt: int = 0
    refused: int = 0

    @property
    def open(self) -> int:
        """Notices whose fate is not known yet."""
        return self.staged - self.sent - self.discarded - self.in_doubt - self.refused

    def __add__(self, other: NoticeCounts) -> NoticeCounts:
        names = (f.name for f in fields(NoticeCounts))
        return NoticeCounts(*(getattr(self, name) + getattr(other, name) for name in names))

    @classmethod
    def of(cls, fates: Sequence[Fate]) -> NoticeCounts:
        """Count settled notices; they were counted as staged before."""
        return cls(
            sent=fates.count(Fate.SENT),
            discarded=fates.count(Fate.DISCARDED) + fates.count(Fate.UNWANTED),
            in_doubt=fates.count(Fate.IN_DOUBT),
            refused=fates.count(Fate.REFUSED),
        )


@dataclass(frozen=True, slots=True)
class StagedNotice:
    """A notice within its row: whose it is, and what came of its target before it was sent."""

    position: int
    """Of the target within its batch; below 0 when it cannot be read."""
    outcome: Outcome
    notice: Notice
    code: str = ""
    """What its target ended with before it was sent, if that has a code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """Up to fifty notices of one batch, sent by one call."""

    lane: int
    batch: int
    part: int
    notices: tuple[StagedNotice, ...]
    state: NoticeState = NoticeState.STAGED
    attempt: str = ""
    """Who claimed it."""
    claimed_at: datetime | None = None
    fates: tuple[Fate, ...] = ()
    """Of a settled row, in the order of its notices."""
    remarks: Mapping[int, str] = field(default_factory=dict)
    """What the mail service said, by place within the row."""
    channel: Channel = Channel.MAIL
    order: Order | None = None
    """What the payment service was asked for, once that is claimed."""
    verdict: Verdict | None = None
    """What its one target ends with, of a settled order."""
    spoilt: bool = False
    """It cannot be read: how many notices it has, and what came of them, nobody knows."""

    @property
    def tells(self) -> bool:
        """Whether it only tells of what came of an order, so that its fate changes no outcome."""
        return self.part >= TELLING_FROM

    def is_late(self, now: datetime) -> bool:
        """Whether its claim is too old for a mail call to begin."""
        return self.claimed_at is not None and now - self.claimed_at > CALL_WITHIN

    def verdict_after(self, place: int, before: Verdict, *, mail_is_the_work: bool) -> Verdict:
        """What the verdict on a target becomes once the fate of its notice is known.

        Args:
            place: of the notice within the row.
            before: the verdict on the target's effects.
            mail_is_the_work: whether the mail is all there is to the target.
        """
        fate = self.fates[place]
        if self.tells:
            return before
        if self.channel is Channel.CARD:
            return verdict_after_order(fate, self.verdict or before)
        remark = self.remarks.get(place, "")
        return verdict_after(before, fate, mail_is_the_work=mail_is_the_work, remark=remark)

    def abandoned(self, now: datetime) -> bool:
        """Whether whoever claimed it must be dead."""
        return (
            self.state is NoticeState.CLAIMED
            and self.claimed_at is not None
            and now - self.claimed_at >= CLAIM_HOLDS
        )


def rows_for(notices: Iterable[Notice]) -> int:
    """How many rows some notices of one batch take."""
    every = [notice.channel for notice in notices]
    orders = every.count(Channel.CARD)
    return -(-(len(every) - orders) // NOTICES_OF_CALL) + orders


def verdict_after(verdict: Verdict, fate: Fate, *, mail_is_the_work: bool, remark: str) -> Verdict:
    """What a target's verdict becomes once the fate of its notice is known.

    Args:
        verdict: on the target's effects.
        fate: of its notice.
        mail_is_the_work: whether the mail is all there is to the target, as in an e-mail blast.
        remark: what the mail service said, or why the mail was not sent.
    """
    said = f": {remark}" if remark else ""
    match fate:
        case Fate.IN_DOUBT:
            return Verdict(Outcome.WARNING, "in_doubt", "Its mail may have been sent, or not.")
        case Fate.REFUSED if mail_is_the_work:
            return Verdict(Outcome.ERROR, "mail_refused", f"The mail was refused{said}.").short()
        case Fate.REFUSED:
            sentence = f"Done, but its mail was refused{said}."
            return Verdict(Outcome.WARNING, "mail_refused", sentence).short()
        case Fate.DISCARDED if mail_is_the_work:
            return Verdict(Outcome.NOT_ATTEMPTED)
        case Fate.UNWANTED if mail_is_the_work:
            return Verdict(Outcome.SKIPPED, "unsubscribed", "Unsubscribed before it was sent.")
        case Fate.UNWANTED if remark and verdict.outcome is Outcome.SUCCEEDED:
            # The last release wrote no remark on these, and counted them as succeeded.
            return Verdict(Outcome.WARNING, "not_told", f"No message{said}.").short()
        case _:
            return verdict


def verdict_after_order(fate: Fate, verdict: Verdict) -> Verdict:
    """What a target ends with, for which there is nothing but an order to the payment service."""
    match fate:
        case Fate.IN_DOUBT:
            sentence = "Its card may have been charged, or not. The payment service is asked."
            return Verdict(Outcome.WARNING, "in_doubt", sentence)
        case Fate.DISCARDED:
            return Verdict(Outcome.NOT_ATTEMPTED)
        case _:
            return verdict


def after_notices(
    verdicts: Sequence[Verdict], rows: Iterable[NoticeRow], *, mail_is_the_work: bool
) -> list[Verdict]:
    """The verdicts of a batch, as the fates of its notices have left them."""
    after = list(verdicts)
    for row in rows:
        for place, (staged, _) in enumerate(zip(row.notices, row.fates, strict=False)):
            at = staged.position
            if 0 <= at < len(after):
                after[at] = row.verdict_after(place, after[at], mail_is_the_work=mail_is_the_work)
    return after
