"""Send statements: one to each family with a balance, made and then mailed with a link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from legwork.domain.day import in_words, today
from legwork.domain.kind import Context, Ending, Finished, Kind, Performed
from legwork.domain.notice import Message, Notice
from legwork.domain.outcome import Verdict
from legwork.domain.param import Param
from legwork.domain.permission import Permission
from legwork.domain.plan import Target
from legwork.domain.record import ReadAhead, Records
from legwork.domain.task import Result
from legwork.trade.families.family import Family, family_key
from legwork.trade.mail import sender as senders
from legwork.trade.mail.deliverability import Contact
from legwork.trade.mail.letter import letter
from legwork.trade.mail.profile import PROFILE_KEY, find_profile
from legwork.trade.mail.sender import Sender
from legwork.trade.money.account import account_key
from legwork.trade.money.posting import CENTS_MAX, dollars
from legwork.trade.money.rules import chosen
from legwork.trade.money.rules.chosen import Chosen, family_of
from legwork.trade.money.rules.stating import Asked, Autopay, Homes, stated_wrongly
from legwork.trade.money.statement import last_day_of

_CAUTION = "Whoever has it can read the statement: please do not hand it on."
SUBJECT = "Your statement of {day}: {due}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Params(Chosen):
    """Which families are sent a statement."""

    minimum_cents: Annotated[
        int, Param("Only to families who owe so much.", ge=1, le=CENTS_MAX, examples=[500])
    ] = 1
    location: Annotated[
        str | None, Param("Only to families of this location.", min_length=1, max_length=200)
    ] = None
    active: Annotated[Literal["active", "all"], Param("To active families alone, or to all.")] = (
        "active"
    )
    older_than_days: Annotated[
        Literal[0, 30, 60, 90],
        Param("Only to families with something that has been due for longer."),
    ] = 0
    autopay: Annotated[
        Autopay, Param("To all, to those who pay by drafts, or to those who do not.")
    ] = "all"
    force: Annotated[bool, Param("Whether to send a second one on the same day.")] = False
    note: Annotated[str, Param("Stands in each mail.", max_length=500)] = ""
    sender: Sender = None


def _check(params: Params, records: Records, _now: datetime) -> None:
    chosen.check(params, records)
    senders.check(params.sender, records)


def _targets(params: Params, records: Records, after: str | None) -> Iterator[Target]:
    for key in chosen.keys(params, records, after=after):
        yield Target(key)


def _perform(
    targets: Sequence[str], records: Records, context: Context[Params]
) -> Sequence[Performed]:
    params, names = context.params, [family_of(key) for key in targets]
    of_homes = (key for name in names for key in (account_key(name), family_key(name)))
    ahead = ReadAhead(records, {PROFILE_KEY, senders.key_of(params.sender), *of_homes})
    sender = senders.resolve(params.sender, ahead)
    if sender is None:
        return [Performed(senders.LOST)] * len(targets)
    asked = Asked(
        task=context.task_id,
        now=context.now,
        letterhead=find_profile(ahead).letterhead,
        minimum_cents=params.minimum_cents,
        location=params.location,
        active=params.active == "active",
        older_than_days=params.older_than_days,
        autopay=params.autopay,
        force=params.force,
    )
    homes = Homes.read(names, ahead, wallets=params.autopay != "all")

    def staged(family: Family, contact: Contact, cents: int) -> list[Notice]:
        data = {"family": family.id, "name": family.shown_name, "sender": sender}
        data |= {"statement": context.task_id, "day": today(context.now), "due": dollars(cents)}
        return [Notice(contact.email, data)]

    return [homes.state(name, asked, staged) for name in names]


def _document(_params: Params, notice: Notice) -> Sequence[str]:
    data = notice.data
    return data["family"], data["statement"], last_day_of(data["day"])


def _message(params: Params, notice: Notice, link: str) -> Message:
    data = notice.data
    return letter(
        to=notice.to,
        sender=data["sender"],
        subject=SUBJECT.format(day=data["day"], due=data["due"]),
        paragraphs=[
            f"Dear {data['name']},",
            f"On {in_words(data['day'])} your balance is {data['due']}.",
            f"Your statement is here: {link}",
            f"The link works until {in_words(last_day_of(data['day']))}. {_CAUTION}",
            params.note,
        ],
    )


def _finish(ending: Ending[Params], _records: Records) -> Finished:
    made = ending.counts.succeeded + ending.counts.warnings
    cents = ending.tallies.get("stated_cents", 0)
    statements = f"{made:,} statement{'' if made == 1 else 's'}"
    summary = f"{statements} over {dollars(cents)}."
    if ending.made is None:
        return Finished(result=Result("records", "statements", "", summary) if made else None)
    href = f"/v1/reports/{ending.task_id}"
    return Finished(result=Result("report", ending.task_id, href, summary))


def _verify(
    ending: Ending[Params], outcomes: Iterable[tuple[str, Verdict]], records: Records
) -> Iterator[str]:
    done = [family_of(key) for key, verdict in outcomes if verdict.done]
    cents = ending.tallies.get("stated_cents", 0)
    yield from stated_wrongly(ending.task_id, done, cents, records)


KIND = Kind(
    name="send_statements",
    title="Send Statements",
    permission=Permission.TRANSACTIONS,
    params=Params,
    describe=lambda params: f"Send statements: {params.in_words()}",
    check=_check,
    targets=_targets,
    perform=_perform,
    finish=_finish,
    verify=_verify,
    message=_message,
    document=_document,
    makes_file=True,
    writes=2,
    label=lambda _params, key: chosen.label(key),
    irreversible="Mail cannot be unsent.",
)

RULES = (
    "One statement for each family with a balance, made and then mailed with a link.",
    "Charges dated up to the day; what was paid in part is netted.",
    (
        "To families on autopay or to the others, where asked for: on autopay is who has a card "
        "with consent that a draft can be taken from, and is not left out of drafts."
    ),
    "A cancel stops the rest: what has not left is discarded.",
)
"""What staff rely on, for the page about the kinds."""
