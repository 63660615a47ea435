"""Every refusal that a caller may meet. The docstring of an error is its title for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class LegworkError(Exception):
    """Something went wrong in Legwork."""

    @property
    def title(self) -> str:
        """The first line of the docstring, without its full stop: what kind of refusal it is."""
        return (type(self).__doc__ or "").strip().splitlines()[0].rstrip(".")


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing that is wrong with one field of the input."""

    field: str
    message: str


class InvalidInput(LegworkError):
    """The request is not valid."""

    def __init__(self, detail: str, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(detail)
        self.errors = tuple(errors)

    @classmethod
    def of(cls, field: str, message: str) -> InvalidInput:
        """Refuse one field."""
        return cls(f"{field}: {message}", [FieldError(field, message)])

    def within(self, part: str) -> InvalidInput:
        """The same refusal, its fields named as parts of a larger input."""
        named = [FieldError(f"{part}.{e.field}", e.message) for e in self.errors]
        return InvalidInput("; ".join(f"{e.field}: {e.message}" for e in named), named)


class NotFound(LegworkError):
    """There is no such thing here."""


class NotAllowed(LegworkError):
    """A permission is missing."""

    def __init__(self, detail: str, permission: str | None = None) -> None:
        super().__init__(detail)
        self.permission = permission


class NotLoggedIn(LegworkError):
    """Nobody is known by this login."""


class WrongState(LegworkError):
    """The task is not in a state that allows this."""


class PreviewUsed(WrongState):
    """The preview has been launched before."""


class PreviewNotReady(WrongState):
    """The preview has not come to its end."""


class NotApproved(WrongState):
    """Somebody else has to approve it first."""


class OwnPreview(NotAllowed):
    """Nobody approves a preview of their own."""


class CannotBeUndone(WrongState):
    """The task cannot be undone."""


class UndoneAlready(WrongState):
    """The task has been undone already."""


class NotPossible(LegworkError):
    """What is there already does not allow this."""


class NotCounterable(LegworkError):
    """The posting cannot be taken back as it is."""


class KeyReused(LegworkError):
    """The Idempotency-Key was used for another request."""


class VersionMissing(LegworkError):
    """The request does not say which version it changes."""


class Outdated(LegworkError):
    """The record has been changed since it was read."""


class ThereAlready(Outdated):
    """There is such a record already."""


class TooLarge(LegworkError):
    """The request is too large."""


class NotStorable(LegworkError):
    """This cannot be stored.

    Attributes:
        code: for programs: ``too_large``, or ``not_storable`` for what no record can hold.
        tasks, records: positions of the writes to each table that were refused for it, where the
            store says so.
    """

    def __init__(
        self,
        detail: str,
        *,
        code: str = "not_storable",
        tasks: Sequence[int] = (),
        records: Sequence[int] = (),
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.tasks = tuple(tasks)
        self.records = tuple(records)


class Unreadable(LegworkError):
    """A stored record cannot be read."""


class CannotPlan(LegworkError):
    """The task cannot find out what it has to do."""


class CannotFinish(LegworkError):
    """The task's results cannot be posted."""


class CannotMake(LegworkError):
    """The task's file cannot be made."""


class StateChanged(LegworkError):
    """Somebody else moved the task on first."""


class TooManyCalls(LegworkError):
    """The account calls too often."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"Your account has used up its calls for now. Wait {wait} s, then go on.")
        self.wait = wait
        """Seconds after which a call is answered."""


class Transient(LegworkError):
    """The same call may succeed a moment later."""


class NotReady(Transient):
    """It is still being made."""


class Throttled(Transient):
    """A service asked to slow down."""


class Conflicted(Transient):
    """Somebody else is writing the same rows at this moment."""
