"""What to launch, or to preview."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from pydantic_core import core_schema as core

from legwork.contracts.model import Request, Varied
from legwork.contracts.of_kind import RequestOfKind
from legwork.contracts.stop_when import StopWhenRequest
from legwork.domain.errors import InvalidInput


class LaunchOfKindRequest(RequestOfKind):
    """What to launch, by its kind."""

    title: str | None = Field(default=None, min_length=1, max_length=200)
    """Title of the task; by default the kind's own, which names what it is about."""
    stop_when: StopWhenRequest | None = None
    """When the task pauses itself; left out, as the account has it; null for never."""


class LaunchPreviewRequest(Request):
    """A preview to launch: the task does what that has shown, or leaves it."""

    preview: str = Field(min_length=1, max_length=64)
    """Id of the preview."""
    title: str | None = Field(default=None, min_length=1, max_length=200)
    """Title of the task; by default the preview's."""
    stop_when: StopWhenRequest | None = None
    """When the task pauses itself; left out, as the account has it; null for never."""


class LaunchRequest(Varied):
    """What to launch: a kind with its parameters, or a preview."""

    kind: str | None = Field(default=None, max_length=64)
    """Name of a kind of task."""
    params: dict[str, Any] = Field(default_factory=dict)
    """Parameters of that kind."""
    preview: str | None = Field(default=None, min_length=1, max_length=64)
    """Instead of both: id of the preview to launch."""
    title: str | None = Field(default=None, min_length=1, max_length=200)
    """Title of the task; by default the kind's own, or the preview's."""
    stop_when: StopWhenRequest | None = None
    """When the task pauses itself; left out, as the account has it; null for never."""

    @classmethod
    def variants(cls) -> core.CoreSchema | None:
        """One for each kind, and one for previews."""
        either = (LaunchOfKindRequest, LaunchPreviewRequest)
        return core.union_schema([one.__pydantic_core_schema__ for one in either])

    def of_kind(self) -> str:
        """The kind that is to be launched.

        Raises:
            InvalidInput: it names none, or a preview as well.
        """
        if self.kind is None:
            raise InvalidInput.of("kind", "name a kind of task, or the preview to launch")
        return self.kind

    def of_preview(self) -> str | None:
        """The preview that is to be launched, if one is.

        Raises:
            InvalidInput: it names a kind as well.
        """
        given = {"kind", "params"} & self.model_fields_set
        if self.preview is not None and given:
            raise InvalidInput.of(min(given), "leave it out: the preview says it")
        return self.preview


class PreviewOfKindRequest(RequestOfKind):
    """What to show: what a task of a kind would do to each of its targets."""

    title: str | None = Field(default=None, min_length=1, max_length=200)
    """Title of the preview, and of the task that runs it; by default the kind's own."""


class PreviewUndoRequest(Request):
    """What to show: what the undo of a task would take back."""

    undo_of: str = Field(min_length=1, max_length=64)
    """Id of the task that would be undone."""


class PreviewRetryRequest(Request):
    """What to show: what a retry of a task would do."""

    retry_of: str = Field(min_length=1, max_length=64)
    """Id of the task whose remains would be taken up, all of them."""


class PreviewTaskRequest(Varied):
    """What to show: a kind with its parameters, or the undo or the retry of a task."""

    kind: str | None = Field(default=None, max_length=64)
    """Name of a kind of task."""
    params: dict[str, Any] = Field(default_factory=dict)
    """Parameters of that kind."""
    title: str | None = Field(default=None, min_length=1, max_length=200)
    """Title of the preview, and of the task that runs it; by default the kind's own."""
    undo_of: str | None = Field(default=None, min_length=1, max_length=64)
    """Instead of them: id of the task that would be undone."""
    retry_of: str | None = Field(default=None, min_length=1, max_length=64)
    """Instead of them: id of the task whose remains would be taken up, all of them."""

    @classmethod
    def variants(cls) -> core.CoreSchema | None:
        """One for kinds, one for undos, one for retries."""
        every = (PreviewOfKindRequest, PreviewUndoRequest, PreviewRetryRequest)
        return core.union_schema([one.__pydantic_core_schema__ for one in every])

    def of_kind(self) -> str:
        """The kind that is to be shown.

        Raises:
            InvalidInput: it names none.
        """
        if self.kind is None:
            raise InvalidInput.of("kind", "name a kind of task, or the task to undo")
        return self.kind

    def of_task(self) -> str | None:
        """The task whose undo or retry is to be shown, if one is.

        Raises:
            InvalidInput: it says more than that.
        """
        named = self.undo_of or self.retry_of
        given = {"kind", "params", "title"} & self.model_fields_set
        if self.undo_of is not None and self.retry_of is not None:
            given = {"retry_of"}
        if named is not None and given:
            raise InvalidInput.of(min(given), "leave it out: the task says it")
        return named
