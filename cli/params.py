"""Parameters of a kind from words such as ``permit=P-1``, by the JSON schema of the kind.

Only their form is looked at here: what a value may be is the API's to say, so that its refusal,
which names the field, is the same whoever launches.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from cli.failures import WrongUsage

Schema = Mapping[str, Any]

_WHOLE = re.compile(r"-?[0-9]{1,15}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_DAYS_AWAY = re.compile(r"([+-][0-9]{1,4})d")
_TRUTH = {"true": True, "yes": True, "false": False, "no": False}


def read_params(words: Iterable[str], schema: Schema) -> dict[str, Any]:
    """The parameters that the words name, each read as its schema has it.

    Args:
        words: each a name, ``=`` and a value; a name that comes again adds to a list.
        schema: of the parameters as an object; a name that it does not know is text.

    Raises:
        WrongUsage: a word has no ``=``, or a name that takes one value has several.
    """
    return {name: _value(name, texts, schema) for name, texts in _grouped(words).items()}


def read_workflow_params(words: Iterable[str], schema: Schema) -> dict[str, Any]:
    """The same for a workflow, in which ``+7d`` is the day a week after the scheduled moment.

    Raises:
        WrongUsage: as ``read_params``.
    """
    return {name: _relative(value) for name, value in read_params(words, schema).items()}


def _relative(value: Any) -> Any:
    if isinstance(value, list):
        return [_relative(one) for one in value]
    if isinstance(value, str) and (days := _DAYS_AWAY.fullmatch(value)):
        return {"days": int(days[1])}
    return value


def resolved(schema: Schema, whole: Schema) -> Schema:
    """The schema of a value that may be absent, or whose schema is defined elsewhere.

    Args:
        schema: of one value.
        whole: the schema that it is part of, and may refer to.
    """
    if "$ref" in schema:
        return resolved(whole.get("$defs", {}).get(schema["$ref"].rpartition("/")[2], {}), whole)
    choices = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    return resolved(choices[0], whole) if len(choices) == 1 else schema


def _grouped(words: Iterable[str]) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not (name and equals):
            raise WrongUsage(f"'{word}' is no parameter: write its name, = and its value.")
        given.setdefault(name, []).append(text)
    return given


def _value(name: str, texts: list[str], whole: Schema) -> Any:
    schema = resolved(whole.get("properties", {}).get(name, {}), whole)
    if schema.get("type") == "array":
        items = resolved(schema.get("items", {}), whole)
        return [_single(text, items) for text in texts]
    if len(texts) == 1:
        return _single(texts[0], schema)
    if schema:
        raise WrongUsage(f"The parameter '{name}' takes one value, not {len(texts)}.")
    return texts


def _single(text: str, schema: Schema) -> Any:
    match schema.get("type"):
        case "integer" if _WHOLE.fullmatch(text):
            return int(text)
        case "number" if _NUMBER.fullmatch(text):
            return float(text)
        case "boolean":
            return _TRUTH.get(text.lower(), text)
        case "object":
            return _json(text)
    return text


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
