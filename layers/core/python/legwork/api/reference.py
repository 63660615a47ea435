"""The reference page: the OpenAPI document for people, as HTML without a script.

Made when it is first asked for, from the document that is served beside it. It loads nothing from
anywhere: its Content-Security-Policy allows its own style sheet, by its hash, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

_METHODS: Final = ("get", "post", "put", "patch", "delete")
_STYLE: Final = """
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0 auto;max-width:60rem;padding:1rem}
code,pre{font:.9em ui-monospace,monospace;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}
td,th{border-top:1px solid #8886;padding:.25rem .5rem;text-align:left;vertical-align:top}
section{border-top:2px solid #8888;margin-top:2rem}
summary{cursor:pointer}
"""
STYLE_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
HEADERS: Final = {
    "Cache-Control": "public, max-age=300",
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}
Schema = Mapping[str, Any]


def page(document: Mapping[str, Any]) -> str:
    """The page."""
    return "".join(_parts(document))


def _parts(document: Mapping[str, Any]) -> Iterator[str]:
    info = document["info"]
    yield '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width"><title>Legwork: the API</title>'
    yield f"<style>{_STYLE}</style></head><body><h1>Legwork: the API</h1>"
    yield f'<p>Version {escape(info["version"])}. <a href="openapi.json">openapi.json</a></p>'
    yield f"<p>{_text(info['description'])}</p>"
    calls = list(_calls(document["paths"]))
    yield "<nav><ul>"
    for tag in document["tags"]:
        yield f'<li><a href="#{_anchor(tag["name"])}">{escape(tag["name"])}</a></li>'
    yield '<li><a href="#webhooks">Webhooks</a></li><li><a href="#schemas">Schemas</a></li>'
    yield "</ul></nav>"
    for tag in document["tags"]:
        yield f'<section id="{_anchor(tag["name"])}"><h2>{escape(tag["name"])}</h2>'
        yield f"<p>{_text(tag['description'])}</p>"
        for method, path, call in calls:
            if tag["name"] in call["tags"]:
                yield from _call(f"{method.upper()} {path}", call)
        yield "</section>"
    yield '<section id="webhooks"><h2>Webhooks</h2>'
    for event, item in document.get("webhooks", {}).items():
        yield from _call(event, item["post"])
    yield '</section><section id="schemas"><h2>Schemas</h2>'
    for name, schema in sorted(document["components"]["schemas"].items()):
        yield from _schema(name, schema)
    yield "</section></body></html>\n"


def _calls(paths: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, item in sorted(paths.items()):
        for method in _METHODS:
            if method in item:
                yield method, path, item[method]


def _call(name: str, call: Mapping[str, Any]) -> Iterator[str]:
    yield f'<h3 id="{escape(call["operationId"])}"><code>{escape(name)}</code></h3>'
    yield f"<p>{_text(call.get('description') or call['summary'])}</p>"
    if call.get("parameters"):
        yield "<table><tr><th>parameter</th><th>is</th><th></th></tr>"
        for one in call["parameters"]:
            must = "must be sent" if one.get("required") else ""
            what = f"{_text(one.get('description', ''))} {must}".strip()
            yield _row(f"{one['name']} ({one['in']})", _type(one["schema"]), what)
        yield "</table>"
    for content in call.get("requestBody", {}).get("content", {}).values():
        yield f"<p>Body: {_type(content['schema'])}</p>"
    yield "<table><tr><th>answer</th><th>is</th><th></th></tr>"
    for status, answer in sorted(call["responses"].items()):
        types = [_type(one.get("schema", {})) for one in answer.get("content", {}).values()]
        yield _row(status, " or ".join(types), _text(answer.get("description", "")))
    yield "</table>"


def _schema(name: str, schema: Schema) -> Iterator[str]:
    yield f'<details id="schema-{_anchor(name)}"><summary><code>{escape(name)}</code></summary>'
    yield f"<p>{_text(schema.get('description', ''))}</p>"
    fields = schema.get("properties", {})
    if not fields:
        yield f"<p>{_type(schema)}</p>"
    else:
        yield "<table><tr><th>field</th><th>is</th><th></th></tr>"
        for field, one in fields.items():
            must = "" if field in schema.get("required", ()) else " (may be left out)"
            yield _row(field, _type(one) + must, _text(one.get("description", "")))
        yield "</table>"
    yield "</details>"


def _row(name: str, type_: str, text: str) -> str:
    return f"<tr><td><code>{escape(name)}</code></td><td>{type_}</td><td>{text}</td></tr>"


def _type(schema: Schema) -> str:
    """What a value is, in a few words, with links."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f'<a href="#schema-{_anchor(name)}">{escape(name)}</a>'
    variants = [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())]
    if variants:
        return " or ".join(_type(one) for one in variants)
    if "enum" in schema:
        return ", ".join(f"<code>{escape(str(word))}</code>" for word in schema["enum"])
    if "const" in schema:
        return f"<code>{escape(str(schema['const']))}</code>"
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    given = schema.get("type", "")
    kinds = given if isinstance(given, str) else " or ".join(given)
    return escape(f"{kinds} {schema.get('format', '')}".strip() or "anything")


def _text(words: str) -> str:
    """A sentence, with what stands between double back quotes as code."""
    return re.sub(r"``([^`]+)``", r"<code>\1</code>", escape(words))


def _anchor(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", name)
