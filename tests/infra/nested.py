"""Reads a stack and the one within it as if they were one template."""

from typing import Any, Final

Template = dict[str, Any]
NESTED: Final = "AWS::CloudFormation::Stack"
WITHIN: Final = "Releases"
"""What the logical ids of the stack within begin with, as if its resources lay in the other."""


def with_nested(outer: Template, inner: Template) -> Template:
    """The resources of both; what each hands to the other is written out."""
    ((name, nested),) = (
        (name, one) for name, one in outer["Resources"].items() if one["Type"] == NESTED
    )
    given = nested["Properties"].get("Parameters", {})
    own = {one: {"Ref": f"{WITHIN}{one}"} for one in inner["Resources"]}
    within = {
        f"{WITHIN}{one}": _written_out(resource, given | own)
        for one, resource in inner["Resources"].items()
    }
    told = {
        (name, f"Outputs.{output}"): _written_out(said["Value"], given | own)
        for output, said in inner.get("Outputs", {}).items()
    }
    return {**outer, "Resources": {**_told(outer["Resources"], told), **within}}


def _written_out(value: Any, known: Template) -> Any:
    match value:
        case {"Ref": str(name)} if name in known:
            return known[name]
        case {"Fn::GetAtt": [str(name), attribute]} if name in known:
            return {"Fn::GetAtt": [known[name]["Ref"], attribute]}
        case dict():
            return {key: _written_out(part, known) for key, part in value.items()}
        case list():
            return [_written_out(part, known) for part in value]
    return value


def _told(value: Any, told: dict[tuple[str, str], Any]) -> Any:
    match value:
        case {"Fn::GetAtt": [str(name), str(output)]} if (name, output) in told:
            return told[name, output]
        case dict():
            return {key: _told(part, told) for key, part in value.items()}
        case list():
            return [_told(part, told) for part in value]
    return value
