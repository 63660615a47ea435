"""The kinds of task, as far as the user may launch them."""

from collections.abc import Iterable, Mapping
from typing import Any

from cli.api import Api
from cli.generated.contract import KindView, TaskView
from cli.params import Schema, read_params


def kinds_of(api: Api) -> list[KindView]:
    """Every kind that the user may launch."""
    found: list[KindView] = api.get("/v1/kinds")["kinds"]
    return found


def launch(
    api: Api,
    kind: str,
    words: Iterable[str],
    title: str | None,
    stop_when: Mapping[str, int] | None = None,
) -> TaskView:
    """Launch a task with parameters such as ``permit=P-1``.

    Raises:
        WrongUsage: a word is no parameter.
    """
    return _launch(
        api, {"kind": kind, "params": read_params(words, schema_of(api, kind))}, title, stop_when
    )


def launch_preview(
    api: Api, preview: str, title: str | None, stop_when: Mapping[str, int]
) -> TaskView:
    """Launch what a preview has shown."""
    return _launch(api, {"preview": preview}, title, stop_when)


def _launch(
    api: Api, body: dict[str, Any], title: str | None, stop_when: Mapping[str, int] | None
) -> TaskView:
    if title:
        body["title"] = title
    if stop_when:
        body["stop_when"] = dict(stop_when)
    task: TaskView = api.launch("POST", "/v1/tasks", body).document
    return task


def schema_of(api: Api, kind: str) -> Schema:
    """The schema of a kind's parameters; an empty one when the user may not launch it.

    The refusal of what is launched all the same is the API's: it knows which kinds there are, and
    which permission is missing.
    """
    return next((it["params"] for it in kinds_of(api) if it["name"] == kind), {})
