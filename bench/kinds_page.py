"""The page about the kinds of task, made from their code and from what was counted of them.

``python -m bench.kinds_page`` prints it: it is kept in ``docs/kinds.md``, and a test fails when
that was forgotten.
"""

from __future__ import annotations

import inspect
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any, Final

from bench import gate, meter
from bench.prices import bill
from bench.scenes import SCENES
from legwork.contracts.codes import ENGINE
from legwork.contracts.params import params_model
from legwork.domain.kind import Kind
from legwork.rooms import modules_in

_CORE: Final = "legwork.trade."
_TOP = """\
# Kinds of task

What can be launched: `legwork launch KIND`, `POST /v1/tasks`, or a workflow of Autopilot. This
page is made from the code, by `make contract`; [here](adding-a-kind.md) is how to add a kind.
Every target may also end with one of the [codes that every kind has](codes.md#every-kind).

Dollars are for a million targets, without what the mail service or the payment service takes;
`bench/RESULTS.md` says how they are counted.
"""


def text() -> str:
    """The page."""
    every = sorted(modules_in("kinds"), key=lambda module: module.KIND.title)
    rows = [
        f"| [{one.KIND.title}](#{one.KIND.name}) | `{one.KIND.name}` | `{one.KIND.permission}` |\n"
        for one in every
    ]
    listed = f"| | kind | permission |\n|---|---|---|\n{''.join(rows)}"
    return "\n".join([_TOP, listed, *map(_section, every)])


def _section(module: ModuleType) -> str:
    kind: Kind[Any] = module.KIND
    parts = [f"## {kind.name}", _what(kind, module), _params(kind)]
    if rules := getattr(module, "RULES", ()):
        parts.append("Rules:\n\n" + "\n".join(f"- {rule}" for rule in rules))
    if codes := codes_of(module):
        rows = "".join(f"| `{code}` | {codes[code]} |\n" for code in sorted(codes))
        parts.append(f"| code of a target | meaning |\n|---|---|\n{rows}".rstrip())
    if cost := _cost(kind.name):
        parts.append(cost)
    return "\n\n".join(parts) + "\n"


def _what(kind: Kind[Any], module: ModuleType) -> str:
    said = inspect.cleandoc(module.__doc__ or "").replace("``", "`")
    traits = [f"Needs the permission `{kind.permission}`."]
    if kind.mail_is_the_work:
        traits.append("Its mail is all there is to a target.")
    elif kind.message is not None:
        traits.append("It may tell families by mail.")
    traits.append(_undo(kind))
    return f"**{kind.title}.** {said}\n\n{' '.join(traits)}"


def _undo(kind: Kind[Any]) -> str:
    if kind.reverse is None:
        return f"It cannot be undone: {kind.irreversible[:1].lower()}{kind.irreversible[1:]}"
    return f"It can be undone. {kind.reverse.warning}".strip()


def _params(kind: Kind[Any]) -> str:
    schema = params_model(kind).model_json_schema()
    needed = set(schema.get("required", ()))
    rows = [
        f"| `{name}` | {_type(one)} | {_default(name, one, needed)} | {_said(one)} |\n"
        for name, one in schema["properties"].items()
    ]
    return f"| parameter | | default | |\n|---|---|---|---|\n{''.join(rows)}".rstrip()


def _type(schema: Mapping[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"] if one.get("type") != "null")
    if "enum" in schema:
        return " or ".join(f"`{one}`" for one in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return {"string": "text", "integer": "whole number", "boolean": "yes or no"}.get(
        schema.get("type", ""), "object"
    )


def _default(name: str, schema: Mapping[str, Any], needed: set[str]) -> str:
    if name in needed:
        return "needed"
    value = schema.get("default")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "–" if value in (None, [], "") else f"`{value}`"


def _said(schema: Mapping[str, Any]) -> str:
    return str(schema.get("description", "")).replace("|", "\\|").replace("\n", " ")


def codes_of(module: ModuleType) -> dict[str, str]:
    """The codes that a kind's targets may end with: of its module, and of those that it uses."""
    seen: dict[str, ModuleType] = {}
    _gather(module, seen)
    room = module.__name__.split(".")[2]
    found: dict[str, str] = {}
    for one in sorted(seen.values(), key=lambda each: each is not module):
        if one.__name__.split(".")[2] == room or one.__name__.startswith(f"{_CORE}mail."):
            for code, meaning in getattr(one, "CODES", {}).items():
                found.setdefault(code, meaning)
    return {code: meaning for code, meaning in found.items() if code not in ENGINE}


def _gather(module: ModuleType, seen: dict[str, ModuleType]) -> None:
    if module.__name__ in seen:
        return
    seen[module.__name__] = module
    for name in sorted({*_used_by(module)}):
        used = sys.modules.get(name)
        if used is not None and ".kinds." not in name:
            _gather(used, seen)


def _used_by(module: ModuleType) -> Iterator[str]:
    for value in vars(module).values():
        name = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", "")
        if isinstance(name, str) and name.startswith(_CORE):
            yield name


def _cost(kind: str) -> str:
    said = []
    for name in gate.scenes_of(kind):
        of = name.partition(" of ")[2]
        counted = next(scene.counted for scene in SCENES if scene.name == name)
        cost = _dollars(gate.accepted(name), counted)
        said.append(f"Cost{f' of {of}' if of else ''}: {cost}")
    return "\n\n".join(said)


def _dollars(parts: Mapping[str, Mapping[str, int]], counted: int) -> str:
    counts = {part: Counter(values) for part, values in parts.items()}
    inside = (one for part, one in counts.items() if part not in meter.OUTSIDE)
    rest = sum(inside, Counter[str]())
    dollars = bill(rest).engine / counted * 1e6
    said = [f"${dollars:.2f}, {rest[meter.REQUESTS] / counted:.2f} requests a target"]
    for part, what in ((meter.CARDS, "a payment of each"), (meter.MAIL, "a mail to each")):
        if sent := counts.get(part):
            said.append(f"and ${bill(sent).engine / counted * 1e6:.2f} for {what}")
    return f"{'; '.join(said)}."


if __name__ == "__main__":
    print(text(), end="")
