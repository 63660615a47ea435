"""Generate makeup tokens: for the students of some classes, or for some students."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from legwork.domain.day import DAY_PATTERN, today
from legwork.domain.draft import Draft
from legwork.domain.errors import InvalidInput
from legwork.domain.kind import Context, Ending, Finished, Kind, Performed
from legwork.domain.notice import Message, Notice
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.param import Param
from legwork.domain.permission import Permission
from legwork.domain.plan import Target
from legwork.domain.record import ReadAhead, Records
from legwork.domain.reverse import (
    Reverse,
    Undoing,
    edited_since,
    nothing_to_compare,
    summing_up,
)
from legwork.domain.task import Result
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import makeup_token as tokens
from legwork.trade.classes.class_ import CLASSES_LIMIT
from legwork.trade.classes.makeup_token import (
    LIMIT,
    LIMIT_MAX,
    MakeupToken,
    OverLimit,
    Terms,
    TokenStatus,
    token_key,
)
from legwork.trade.classes.rules.students_of_classes import (
    family_of,
    places_of_students,
    student_of,
)
from legwork.trade.families import student as students
from legwork.trade.families.family import family_key
from legwork.trade.families.student import holds_token, student_key
from legwork.trade.mail import sender as senders
from legwork.trade.mail.deliverability import Contact, contacts_of
from legwork.trade.mail.letter import letter
from legwork.trade.mail.sender import Notify, Sender

CODES = {
    "not_found": "There is no such student.",
    "limit": "A student holds as many tokens as allowed.",
    "token_used": "Of an undo: a student has used some of the tokens; those stay.",
}
"""What its codes mean."""

COUNT_MAX = 10
"""Most tokens that a student gets from one task."""
STUDENTS_LIMIT = 1_000
_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Who gets how many tokens, and on what terms."""

    classes: Annotated[
        tuple[str, ...],
        Param(
            "For the students of these classes, each once.",
            max_length=CLASSES_LIMIT,
            examples=[["JUDO-2026"]],
        ),
    ] = ()
    students: Annotated[
        tuple[str, ...], Param("For these students.", max_length=STUDENTS_LIMIT)
    ] = ()
    count: Annotated[int, Param("Tokens for each.", ge=1, le=COUNT_MAX)] = 1
    expires_on: Annotated[
        str | None,
        Param("Last day, YYYY-MM-DD; without it, they never expire.", pattern=DAY_PATTERN),
    ] = None
    limit: Annotated[int, Param("Tokens that a student may hold.", ge=1, le=LIMIT_MAX)] = LIMIT
    override: Annotated[bool, Param("Whether the limit does not count.")] = False
    location: Annotated[str | None, Param("Where they may be used; anywhere.", max_length=200)] = (
        None
    )
    reason: Annotated[str, Param("Why; the messages say it, too.", max_length=300)] = ""
    notify: Notify = False
    sender: Sender = None

    @property
    def terms(self) -> Terms:
        """On what terms."""
        limit = None if self.override else self.limit
        return Terms(expires_on=self.expires_on, limit=limit, location=self.location)


def _check(params: Params, records: Records, now: datetime) -> None:
    if not (params.classes or params.students):
        raise InvalidInput.of("classes", "nobody is chosen: name classes or students")
    classes.check_all(params.classes, records)
    known = students.find(params.students, records)
    classes.refuse_unknown("students", params.students, known)
    tokens.check_expiry("expires_on", params.expires_on, today(now))
    if params.terms.limit is not None and params.count > params.terms.limit:
        raise InvalidInput.of("count", "above the limit: lower it, raise the limit, or override it")
    if next(_targets(params, records, None), None) is None:
        raise InvalidInput.of("classes", "nobody is enrolled in these classes")
    if params.notify:
        senders.check(params.sender, records)


def _targets(params: Params, records: Records, after: str | None) -> Iterator[Target]:
    for place in places_of_students(params.classes, params.students, records, after=after):
        yield Target(place, writes=params.count + 1)


def _perform(
    targets: Sequence[str], records: Records, context: Context[Params]
) -> Sequence[Performed]:
    params = context.params
    ids = [student_of(target) for target in targets]
    keys = [*map(student_key, ids)]
    if params.notify:
        keys += [senders.key_of(params.sender), *(family_key(family_of(one)) for one in targets)]
    records = ReadAhead(records, keys)
    sender = senders.resolve(params.sender, records) if params.notify else ""
    if sender is None:
        return [Performed(senders.LOST)] * len(targets)
    draft = Draft(records.get(map(student_key, ids)))
    families = {item["family"] for name in ids if (item := draft.get(student_key(name)))}
    contacts = contacts_of(families, records) if params.notify else {}
    performed = []
    for name in ids:
        item = draft.get(student_key(name))
        if item is None:
            performed.append(Performed.error("not_found", "There is no such student."))
        else:
            performed.append(_give(name, contacts.get(item["family"]), sender, draft, context))
    return performed


def _give(
    student: str, contact: Contact | None, sender: str, draft: Draft, context: Context[Params]
) -> Performed:
    params = context.params
    made = [_token(student, number, context) for number in range(params.count)]
    issued = tokens.issue(made, draft, limit=params.terms.limit, day=today(context.now))
    if isinstance(issued, OverLimit):
        sentence = f"Holds {issued.open} of {params.limit} already; an override lifts the limit."
        return Performed.skipped("limit", sentence)
    notices = []
    if contact is not None and contact.can_be_told:
        notices = [Notice(contact.email, {"student": student, "sender": sender})]
    verdict = Verdict.with_warnings(contact.warnings if contact else [])
    return Performed(verdict, issued, {"tokens": len(made)}, notices)


def _take_back(
    targets: Sequence[str], records: Records, undoing: Undoing[Params]
) -> Sequence[Performed]:
    """Take unused tokens back. One that is used, or was taken back already, stays as it is."""
    count = undoing.params.count
    names = {
        student: [tokens.token_id(undoing.undone, student, str(number)) for number in range(count)]
        for student in map(student_of, targets)
    }
    keys = [token_key(student, name) for student, given in names.items() for name in given]
    draft = Draft(records.get([*keys, *map(student_key, names)]))
    return [_take(student, given, draft, undoing) for student, given in names.items()]


def _take(student: str, given: Sequence[str], draft: Draft, undoing: Undoing[Params]) -> Performed:
    open_ = [name for name in given if _is_open(student, name, draft)]
    if not open_:
        return edited_since("It has been used, or taken back, since.")
    effects = [
        effect
        for name in open_
        for effect in tokens.take_back(student, name, draft, by=undoing.task_id)
    ]
    verdict = Verdict()
    if len(open_) < len(given):
        used = len(given) - len(open_)
        sentence = f"{len(open_)} taken back; {used} used, or taken back before."
        verdict = Verdict(Outcome.WARNING, "token_used", sentence)
    return Performed(verdict, effects, {"tokens": -len(given)})


def _is_open(student: str, name: str, draft: Draft) -> bool:
    token = draft.get(token_key(student, name))
    is_open = token is not None and token["status"] == TokenStatus.OPEN.value
    return is_open and holds_token(draft.get(student_key(student)), name)


def _token(student: str, number: int, context: Context[Params]) -> MakeupToken:
    params = context.params
    return MakeupToken(
        id=tokens.token_id(context.task_id, student, str(number)),
        student=student,
        expires_on=params.expires_on,
        made_by=context.task_id,
        made_at=context.now,
        reason=params.reason,
        location=params.location,
    )


def _message(params: Params, notice: Notice, _unsubscribe_link: str) -> Message:
    student = notice.data["student"]
    what = "a makeup token" if params.count == 1 else f"{params.count} makeup tokens"
    return letter(
        to=notice.to,
        sender=notice.data["sender"],
        subject=f"{student} has {what}",
        paragraphs=[f"{student} has {what}, {params.terms.in_words()}.", params.reason],
    )


def _finish(ending: Ending[Params], _records: Records) -> Finished:
    made, counts = ending.tallies.get("tokens", 0), ending.counts
    summary = (
        f"{made:,} makeup tokens made, {counts.skipped:,} students over the limit, "
        f"{counts.errors:,} errors."
    )
    return Finished(result=Result("records", "makeup_tokens", "", summary))


def _verify(
    ending: Ending[Params], outcomes: Iterable[tuple[str, Verdict]], records: Records
) -> Iterator[str]:
    given = [student_of(key) for key, verdict in outcomes if verdict.done]
    wanted = [
        (name, tokens.token_id(ending.task_id, name, str(number)))
        for name in given
        for number in range(ending.params.count)
    ]
    missing = tokens.missing(wanted, records)
    if missing:
        yield f"{missing} tokens of {len(wanted)} are not there"
    if len(wanted) != ending.tallies.get("tokens", 0):
        yield f"the ledger says {len(wanted)} tokens, the tallies {ending.tallies}"


KIND = Kind(
    name="generate_makeup_tokens",
    title="Makeup Tokens",
    permission=Permission.TOKENS,
    params=Params,
    describe=lambda params: f"Makeup tokens for {_whom(params)}",
    check=_check,
    targets=_targets,
    perform=_perform,
    finish=_finish,
    verify=_verify,
    label=lambda _params, key: student_of(key),
    message=_message,
    writes=COUNT_MAX + 1,
    reverse=Reverse(
        perform=_take_back,
        finish=summing_up(lambda _params, said: Result("records", "makeup_tokens", "", said)),
        verify=nothing_to_compare,
        writes=COUNT_MAX + 1,
    ),
)


def _whom(params: Params) -> str:
    if len(params.classes) == 1 and not params.students:
        return params.classes[0]
    parts = [f"{len(params.classes)} classes"] if params.classes else []
    parts += [f"{len(params.students)} students"] if params.students else []
    return " and ".join(parts)


RULES = (
    "A token has a last day, or none, and may be good at one location only.",
    (
        "A student over the limit is skipped; an override lifts the limit. It holds for two "
        "tasks at the same moment."
    ),
    "Undone, tokens that are not used are taken back; used ones stay.",
    "Each student gets them once, in however many of the classes.",
)
"""What staff rely on, for the page about the kinds."""
