"""What a kind of task is: one file in kinds/, pure, without AWS and without a clock of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from legwork.domain.charge import Answer, Order
from legwork.domain.effect import Effect
from legwork.domain.notice import Message, Notice
from legwork.domain.outcome import Counts, Outcome, Verdict
from legwork.domain.part import Line, Made
from legwork.domain.permission import Permission
from legwork.domain.plan import Passed, Target
from legwork.domain.readable import readable
from legwork.domain.record import Records
from legwork.domain.task import Result, Subject

if TYPE_CHECKING:
    from legwork.domain.reverse import Reverse

P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Context(Generic[P]):
    """What a kind may know while it decides on a batch."""

    task_id: str
    params: P
    now: datetime
    kept: dict[str, Any] = field(default_factory=dict)
    """What the kind has read for earlier batches of the same slice, some seconds ago, and keeps for
    the next ones: only what a decision may be seconds behind, such as who is enrolled in a class.

    Empty whenever a batch is decided on anew.
    """
    again: bool = False
    """Whether a record has turned out to be another than the kind thought: now it reads even what
    it took for granted."""


@dataclass(frozen=True, slots=True)
class Performed:
    """A kind's decision on one target, with the writes that carry it out."""

    verdict: Verdict
    effects: Sequence[Effect] = ()
    tallies: Mapping[str, int] = field(default_factory=dict)
    """Sums that travel with the lane and reach ``finish``; numbers only."""
    notices: Sequence[Notice] = ()
    """The message about the effects, if there is one, sent only after they have committed.

    One at most: what comes of it becomes part of what came of the target.
    """
    lines: Sequence[Line] = ()
    """What it adds to the file that the task makes, if the kind makes one."""
    memory: Any = None
    """What an undo needs to know of it and the records will not tell: small plain values."""

    @classmethod
    def skipped(cls, code: str, sentence: str) -> Performed:
        """There is nothing to do."""
        return cls(Verdict(Outcome.SKIPPED, code, sentence))

    @classmethod
    def error(cls, code: str, sentence: str) -> Performed:
        """It cannot be done; a retry may do it."""
        return cls(Verdict(Outcome.ERROR, code, sentence))


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is claimed for one target, right before the payment service is called."""

    order: Order | None = None
    """What to ask for; its account and task are filled in. Nothing: the verdict stands."""
    verdict: Verdict = field(default_factory=Verdict)
    effects: Sequence[Effect] = ()
    """Committed with the claim, or with the verdict."""
    doubtful: Order | None = None
    """An older order that stands in the way: what became of it has to be asked first."""
    since: datetime | None = None
    """When that one was claimed."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an answer of the payment service means for a target."""

    verdict: Verdict
    effects: Sequence[Effect] = ()
    tallies: Mapping[str, int] = field(default_factory=dict)
    tell: Notice | None = None
    """The mail that tells of it, if one does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardWork(Generic[P]):
    """How a kind charges: it decides anew at the moment of the claim, and records the answer."""

    claim: Callable[[Notice, Records, Context[P]], Claimed]
    record: Callable[[Order, Answer | None, Records, Context[P]], Recorded]
    """Of an order of any task; nothing was answered where it certainly was not carried out.

    One that somebody else has recorded already has no more effects.
    """
    release: Callable[[Order, Records], Sequence[Effect]]
    """Takes a claim back whose call was certainly not made."""


@dataclass(frozen=True, slots=True)
class Ending(Generic[P]):
    """What a kind may know when all work is done, or was cancelled."""

    task_id: str
    params: P
    now: datetime
    ended: bool
    """False only for an audit while work goes on."""
    cancelled: bool
    total: int
    counts: Counts
    tallies: Mapping[str, int]
    made: Made | None = None
    """The file that was made of the lines; none of a task that was cancelled."""
    undone: str = ""
    """Of an undo: id of the task that it undoes."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What is committed together with the end of the task."""

    effects: Sequence[Effect] = ()
    result: Result | None = None


def _no_subject(_params: Any) -> Subject | None:
    return None


def _nothing(_params: Any) -> str | None:
    return None


def _key_itself(_params: Any, key: str) -> str:
    return key


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[P]):
    """A kind of task. Adding one means adding a file that makes one of these as ``KIND``."""

    name: str
    title: str
    permission: Permission
    """The one that a staff member needs to launch it."""
    params: type[P]
    """A frozen dataclass; field metadata holds the constraints for the border and the schema."""
    describe: Callable[[P], str]
    """Title of a task of this kind."""
    check: Callable[[P, Records, datetime], None]
    """Refuses at launch what can be known at that moment. Raises InvalidInput or NotFound."""
    targets: Callable[[P, Records, str | None], Iterator[Target | Passed]]
    """Lists the targets behind a key, in ascending order of their keys. Raises CannotPlan.

    One that may look for long without finding any says how far it has come.
    """
    perform: Callable[[Sequence[str], Records, Context[P]], Sequence[Performed]]
    """Decides on each target of a batch, in order. What it reads may change before it commits."""
    finish: Callable[[Ending[P], Records], Finished]
    """Posts the sums and names the result. Raises CannotFinish."""
    verify: Callable[[Ending[P], Iterable[tuple[str, Verdict]], Records], Iterator[str]]
    """Says where the records disagree with what the ledger says of each target: for audits."""
    message: Callable[[P, Notice, str], Message] | None = None
    """Writes the mail of a notice, given its unsubscribe link, when it is about to be sent."""
    cards: CardWork[P] | None = None
    """What it does with orders to the payment service, if it stages any."""
    document: Callable[[P, Notice], Sequence[str]] | None = None
    """What the link in its mail opens instead of unsubscribing, in words that are signed: for mail
    about business of the recipient's own."""
    mail_is_the_work: bool = False
    """Whether there is nothing to a target but its mail, so that the mail's fate is its outcome."""
    makes_file: bool = False
    """Whether a file is made of the lines that its targets add, before the task ends."""
    writes: int = 1
    """Writes that one target costs at most: sets the size of the batches."""
    batch_writes: int = 0
    """Writes that a batch makes once, whatever its size."""
    subject: Callable[[P], Subject | None] = _no_subject
    upload: Callable[[P], str | None] = _nothing
    """The uploaded file that it reads: it stays for as long as the task may be retried."""
    reads_task: Callable[[P], str | None] = _nothing
    """The ended task whose outcomes it reads: whoever launches it must be allowed to see that."""
    label: Callable[[P, str], str] = _key_itself
    """How people read a target's key."""
    reverse: Reverse[P] | None = None
    """How what a task of it did is taken back; nothing where that cannot be."""
    irreversible: str = ""
    """Why it cannot be taken back, if it cannot, in a sentence."""

    @property
    def stages(self) -> bool:
        """Whether anything leaves the house after its effects."""
        return self.message is not None or self.cards is not None

    def read_params(self, stored: Mapping[str, Any]) -> P:
        """The parameters of a recorded task, which were validated when it was launched.

        Raises:
            Unreadable: they are not what the kind takes, or not any more.
        """
        return _read(self.params, stored)


@readable("set of parameters")
def _read(params: type[P], stored: Mapping[str, Any]) -> P:
    known = {f.name for f in fields(params)}  # type: ignore[arg-type]
    return params(**{k: _frozen(v) for k, v in stored.items() if k in known})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
