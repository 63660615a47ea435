"""Mail to many families: whoever agreed to mailings, each address once.

The recipients are those at launch: the plan holds them. What the variables stand for is looked up
when a batch is worked off, moments before it is sent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from legwork.domain import recipient as recipients
from legwork.domain.errors import InvalidInput
from legwork.domain.kind import Context, Ending, Finished, Kind, Performed
from legwork.domain.notice import Message, Notice
from legwork.domain.outcome import Verdict
from legwork.domain.param import Param
from legwork.domain.permission import Permission
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.domain.task import Result
from legwork.trade.families import family as families
from legwork.trade.families import selection as selections
from legwork.trade.families.selection import (
    Everyone,
    OfClasses,
    OfFamilies,
    OnLists,
    Selection,
    WithKeywords,
)
from legwork.trade.mail import sender as senders
from legwork.trade.mail.audience import Entry
from legwork.trade.mail.deliverability import obstacle
from legwork.trade.mail.rules.blast_message import blast_message
from legwork.trade.mail.rules.variables import VARIABLES, values_of
from legwork.trade.mail.sender import Sender
from legwork.trade.mail.template import faults, variables_in

_BRACES = f"Variables in double braces: {', '.join(f'{{{{{name}}}}}' for name in VARIABLES)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What to send, and to whom."""

    subject: Annotated[
        str,
        Param(
            f"Template of the subject. {_BRACES}",
            min_length=1,
            max_length=200,
            pattern=r"^[^\x00-\x1f\x7f]+$",
            examples=["News of {{first_class}}"],
        ),
    ]
    text: Annotated[
        str,
        Param(
            f"Template of the mail as text. {_BRACES}",
            min_length=1,
            max_length=20_000,
            examples=["Hello, we are closed on Monday."],
        ),
    ]
    html: Annotated[
        str | None,
        Param(
            "Template of the mail as HTML; without it, the text is shown.",
            min_length=1,
            max_length=60_000,
        ),
    ] = None
    everyone: Everyone = False
    classes: OfClasses = ()
    families: OfFamilies = ()
    keywords: WithKeywords = ()
    lists: OnLists = ()
    sender: Sender = None


def _selection(params: Params) -> Selection:
    return Selection(
        everyone=params.everyone,
        classes=params.classes,
        families=params.families,
        keywords=params.keywords,
        lists=params.lists,
    )


def _check(params: Params, records: Records, _now: datetime) -> None:
    templates = (("subject", params.subject), ("text", params.text), ("html", params.html or ""))
    wrong = [fault for name, text in templates for fault in faults(name, text, VARIABLES)]
    if wrong:
        raise InvalidInput("; ".join(f"{one.field}: {one.message}" for one in wrong), wrong)
    selections.check(_selection(params), records)
    senders.check(params.sender, records)


def _targets(params: Params, records: Records, after: str | None) -> Iterator[Target]:
    for entry in selections.entries(_selection(params), records, after=after):
        yield Target(entry.key)


def _perform(
    targets: Sequence[str], records: Records, context: Context[Params]
) -> Sequence[Performed]:
    params = context.params
    entries = [Entry.read(target) for target in targets]
    sender = senders.resolve(params.sender, records)
    if sender is None:
        return [Performed(senders.LOST)] * len(entries)
    unreachable = _unreachable(entries, records)
    wanted = _wanted(params)
    values = values_of(wanted, (entry.family for entry in entries), params.classes, records)
    return [
        unreachable.get(entry)
        or Performed(
            Verdict(), notices=[Notice(entry.email, {**values[entry.family], "sender": sender})]
        )
        for entry in entries
    ]


def _wanted(params: Params) -> Collection[str]:
    return variables_in(params.subject, params.text, params.html or "")


def _unreachable(entries: Sequence[Entry], records: Records) -> dict[Entry, Performed]:
    """Those who get no mail, and why."""
    known = recipients.find({entry.email for entry in entries if entry.email}, records)
    silent = families.find((entry.family for entry in entries if not entry.email), records)
    skipped = {}
    for entry in entries:
        unlisted = silent.get(entry.family)
        email = entry.email or (unlisted.email if unlisted else "")
        found = obstacle(email, known.get(entry.email), blast=True)
        if found is not None:
            skipped[entry] = Performed.skipped(found.code, f"Not sent: {found.clause}.")
    return skipped


def _message(params: Params, notice: Notice, unsubscribe_link: str) -> Message:
    return blast_message(params.subject, params.text, params.html, notice, unsubscribe_link)


def _finish(ending: Ending[Params], _records: Records) -> Finished:
    counts = ending.counts
    summary = (
        f"{counts.succeeded:,} sent, {counts.warnings:,} in doubt, "
        f"{counts.skipped:,} skipped, {counts.errors:,} refused."
    )
    return Finished(result=Result("records", "email_blast", "", summary))


def _verify(
    _ending: Ending[Params], _outcomes: Iterable[tuple[str, Verdict]], _records: Records
) -> Iterator[str]:
    """A mailing leaves no records of its own: its notices are audited with those of every task."""
    return iter(())


KIND = Kind(
    name="email_blast",
    title="Email Blast",
    permission=Permission.EMAIL,
    params=Params,
    describe=lambda params: f"Mail: {params.subject}",
    check=_check,
    targets=_targets,
    perform=_perform,
    finish=_finish,
    verify=_verify,
    label=lambda _params, key: Entry.read(key).label,
    message=_message,
    mail_is_the_work=True,
    irreversible="Mail cannot be unsent.",
)

RULES = (
    (
        "Only recipients who have agreed to mailings get it, each address once; suppressed "
        "and impossible addresses are skipped and listed."
    ),
    "Every mail has an unsubscribe link that works without a login.",
    (
        "Recipients are those at launch; what the variables stand for is looked up when a "
        "batch is worked off."
    ),
    "A cancel discards what has not left.",
)
"""What staff rely on, for the page about the kinds."""
