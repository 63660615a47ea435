"""The kinds of task and their parameters."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli.generated.contract import KindView
from cli.params import Schema, resolved
from cli.views.words import grid, plain

WORDS = {"string": "text", "array": "list: give it once for each entry", "object": "JSON"}


def kinds_view(kinds: Iterable[KindView]) -> RenderableType:
    """Each kind with the parameters that it is launched with."""
    return Group(*(Padding(_kind(kind), (0, 0, 1, 0), expand=False) for kind in kinds))


def _kind(kind: KindView) -> RenderableType:
    told = f": {plain(kind['title'])}, with the permission {plain(kind['permission'])}"
    return Group(Text.assemble((plain(kind["name"]), "bold"), told), _params(kind["params"]))


def _params(schema: Schema) -> Table:
    table = grid("Parameter", "", "Value", "Meaning")
    required = schema.get("required", ())
    for name, param in schema.get("properties", {}).items():
        table.add_row(
            plain(name),
            "required" if name in required else "",
            plain(_value(param, schema)),
            plain(param.get("description", "")),
        )
    return table


def _value(param: Schema, whole: Schema) -> str:
    schema = resolved(param, whole)
    choices = [schema["const"]] if "const" in schema else schema.get("enum", ())
    kind = str(schema.get("type", ""))
    told = " or ".join(map(str, choices)) or WORDS.get(kind, kind)
    default = param.get("default")
    return told if default is None else f"{told} (default: {default})"
