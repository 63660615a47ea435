"""What of the API's last release this one has broken: ``python -m clients.breaking [FILE]``.

Compares the committed OpenAPI document with that of the last tag ``v…``, or with a file. What it
finds is either an oversight, or a reason for ``/v2``: see docs/programs.md.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from clients import generating

_METHODS: Final = ("get", "put", "post", "patch", "delete")
Document = Mapping[str, Any]


def breaking(before: Document, after: Document) -> list[str]:
    """What programs that were written for one document cannot do, or take, by the other."""
    return sorted({*_Comparison(before, after).found()})


@dataclass(frozen=True)
class _Side:
    """One of the two documents."""

    document: Document

    def calls(self) -> dict[str, Mapping[str, Any]]:
        """Every call by its method and path; those of webhooks by their event."""
        paths = {**self.document["paths"], **self.document.get("webhooks", {})}
        return {
            f"{method.upper()} {path}": item[method]
            for path, item in paths.items()
            for method in _METHODS
            if method in item
        }

    def schema(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """A schema in the place of a reference to it."""
        while "$ref" in given:
            name = given["$ref"].rpartition("/")[2]
            given = self.document["components"]["schemas"][name]
        return given


class _Comparison:
    def __init__(self, before: Document, after: Document) -> None:
        self._before, self._after = _Side(before), _Side(after)
        self._told = set(before.get("webhooks", {}))

    def found(self) -> Iterator[str]:
        calls = self._after.calls()
        for name, call in self._before.calls().items():
            if name not in calls:
                yield f"{name}: is gone"
                continue
            yield from self._call(name, call, calls[name])

    def _call(self, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
        if old["operationId"] != new["operationId"]:
            yield f"{name}: is called {new['operationId']} now, clients know {old['operationId']}"
        # What a webhook is called with is an answer to whoever takes it.
        sent = name.partition(" ")[2] not in self._told
        yield from self._parameters(name, old, new)
        yield from self._bodies(f"{name}: body", old, new, sent=sent)
        for status, answer in old["responses"].items():
            if status not in new["responses"]:
                if status.startswith("2"):
                    yield f"{name}: answers {status} no more"
                continue
            yield from self._contents(
                f"{name}: {status}", answer, new["responses"][status], sent=False
            )

    def _parameters(
        self, name: str, old: Mapping[str, Any], new: Mapping[str, Any]
    ) -> Iterator[str]:
        known = {(one["in"], one["name"]): one for one in old.get("parameters", ())}
        found = {(one["in"], one["name"]): one for one in new.get("parameters", ())}
        for place, one in known.items():
            if place not in found:
                yield f"{name}: takes no parameter {place[1]} any more"
                continue
            if found[place].get("required") and not one.get("required"):
                yield f"{name}: parameter {place[1]} must be sent now"
            schemas = (one["schema"], found[place]["schema"])
            yield from self._schemas(f"{name}: parameter {place[1]}", *schemas, True, ())
        for place, one in found.items():
            if place not in known and one.get("required"):
                yield f"{name}: parameter {place[1]} is new and must be sent"

    def _bodies(
        self, at: str, old: Mapping[str, Any], new: Mapping[str, Any], *, sent: bool
    ) -> Iterator[str]:
        before, after = old.get("requestBody"), new.get("requestBody")
        if after and after.get("required") and not (before and before.get("required")):
            yield f"{at} must be sent now"
        if before and after:
            yield from self._contents(at, before, after, sent=sent)
        elif before:
            yield f"{at} is taken no more"

    def _contents(
        self, at: str, old: Mapping[str, Any], new: Mapping[str, Any], *, sent: bool
    ) -> Iterator[str]:
        after = new.get("content", {})
        for kind, content in old.get("content", {}).items():
            if kind not in after:
                yield f"{at} is no {kind} any more"
            elif "schema" in content and "schema" in after[kind]:
                schemas = (content["schema"], after[kind]["schema"])
                yield from self._schemas(at, *schemas, sent, ())

    def _schemas(
        self,
        at: str,
        old: Mapping[str, Any],
        new: Mapping[str, Any],
        sent: bool,
        within: tuple[str, ...],
    ) -> Iterator[str]:
        """Two schemas of one thing, which programs send, or are answered."""
        name = old.get("$ref", "")
        if name and name in within:
            return
        within = (*within, name) if name else within
        old, new = self._before.schema(old), self._after.schema(new)
        if _kinds(old) != _kinds(new):
            lost = _kinds(old) - _kinds(new) if sent else _kinds(new) - _kinds(old)
            if lost or not (_kinds(old) and _kinds(new)):
                yield f"{at} is {_said(new)}, was {_said(old)}"
        yield from _enums(at, old, new, sent)
        yield from _required(at, old, new, sent)
        fields = new.get("properties", {})
        for field, schema in old.get("properties", {}).items():
            if field in fields:
                yield from self._schemas(f"{at}.{field}", schema, fields[field], sent, within)
            elif fields or not sent:
                yield f"{at}.{field} is gone"
        if "items" in old and "items" in new:
            yield from self._schemas(f"{at}[]", old["items"], new["items"], sent, within)
        yield from self._variants(at, old, new, sent, within)

    def _variants(
        self,
        at: str,
        old: Mapping[str, Any],
        new: Mapping[str, Any],
        sent: bool,
        within: tuple[str, ...],
    ) -> Iterator[str]:
        """Of several, those that are known by their names are compared; the rest by their kinds."""
        after = {one["$ref"]: one for one in _any_of(new) if "$ref" in one}
        for one in _any_of(old):
            if "$ref" not in one:
                continue
            if one["$ref"] in after:
                yield from self._schemas(at, one, after[one["$ref"]], sent, within)
            elif sent:
                yield f"{at} is no {one['$ref'].rpartition('/')[2]} any more"


def _any_of(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*schema.get("anyOf", ()), *schema.get("oneOf", ())]


def _kinds(schema: Mapping[str, Any]) -> set[str]:
    """The types of JSON that a value may have."""
    given = schema.get("type", [])
    own = {given} if isinstance(given, str) else set(given)
    # A whole number is a number to whoever takes one.
    return own | {kind for one in _any_of(schema) for kind in _kinds(one)}


def _said(schema: Mapping[str, Any]) -> str:
    return " or ".join(sorted(_kinds(schema))) or "anything"


def _enums(at: str, old: Mapping[str, Any], new: Mapping[str, Any], sent: bool) -> Iterator[str]:
    """A word more in an answer is no break: programs are told to expect it."""
    if sent and "enum" in new:
        allowed = set(map(str, new["enum"]))
        for word in sorted(set(map(str, old.get("enum", ()))) - allowed):
            yield f"{at} may not be {word!r} any more"
        if "enum" not in old and "const" not in old:
            yield f"{at} may only be one of some words now"


def _required(at: str, old: Mapping[str, Any], new: Mapping[str, Any], sent: bool) -> Iterator[str]:
    before, after = set(old.get("required", ())), set(new.get("required", ()))
    if sent:
        for field in sorted(after - before):
            yield f"{at}.{field} must be sent now"
        return
    for field in sorted((before - after) & set(new.get("properties", ()))):
        yield f"{at}.{field} may be missing now"


def last_release() -> Document | None:
    """The document of the last tag; nothing where there is none."""
    tag = _git("describe", "--tags", "--match", "v*", "--abbrev=0")
    if tag is None:
        return None
    path = generating.DOCUMENT.relative_to(generating.ROOT)
    text = _git("show", f"{tag.strip()}:{path.as_posix()}")
    found: Document | None = None if text is None else json.loads(text)
    return found


def _git(*words: str) -> str | None:
    done = subprocess.run(  # noqa: S603 -- the words are all ours
        ["git", *words],  # noqa: S607 -- whichever git this machine has
        cwd=generating.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout if done.returncode == 0 else None


def main(arguments: list[str]) -> int:
    """Print what is broken; 1 when something is."""
    given = json.loads(Path(arguments[0]).read_text()) if arguments else last_release()
    if given is None:
        print("There is no release yet that the API could have broken.")
        return 0
    found = breaking(given, json.loads(generating.DOCUMENT.read_text()))
    for line in found:
        print(line)
    return min(len(found), 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
