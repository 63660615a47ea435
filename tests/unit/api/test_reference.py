"""The reference page: all calls and all schemas, every link leads somewhere, nothing is loaded."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from legwork.api import document, reference

DOCUMENT: dict[str, Any] = json.loads(document.PATH.read_text())


class Page(HTMLParser):
    """What a browser would see."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag != "meta":
            self.open.append(tag)
        said = dict(attrs)
        assert not {name for name in said if name.startswith("on") or name in {"style", "src"}}
        self.ids += [said["id"] or ""] if "id" in said else []
        self.links += [said["href"] or ""] if "href" in said else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def text() -> str:
    return reference.page(DOCUMENT)


def test_it_shows_every_call_and_every_schema(text: str) -> None:
    page = Page(text)
    calls = {
        item[method]["operationId"]
        for item in DOCUMENT["paths"].values()
        for method in item
        if method in {"get", "put", "post", "patch", "delete"}
    }

    assert calls <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert page.open == []
    for name in DOCUMENT["components"]["schemas"]:
        assert f"<code>{name}</code>" in text


def test_every_link_leads_somewhere_on_the_page(text: str) -> None:
    page = Page(text)
    inside = {link.removeprefix("#") for link in page.links if link.startswith("#")}

    assert inside <= set(page.ids)
    assert {link for link in page.links if not link.startswith("#")} == {"openapi.json"}


def test_it_loads_nothing_and_runs_nothing(text: str) -> None:
    page = Page(text)
    policy = reference.HEADERS["Content-Security-Policy"]
    [style] = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)

    assert not {"script", "link", "img", "iframe", "form", "object"} & set(page.tags)
    assert "url(" not in style
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert len(text) < 1_000_000


def test_what_the_document_says_is_text() -> None:
    made = reference.page(
        {
            "info": {"version": "1", "description": "<script>alert(1)</script> ``a<b``"},
            "tags": [{"name": "T <b>", "description": "&"}],
            "paths": {},
            "components": {"schemas": {"S": {"type": "string", "description": "<img src=x>"}}},
        }
    )
    assert "<script>" not in made
    assert "<img" not in made
    assert "<code>a&lt;b</code>" in made
