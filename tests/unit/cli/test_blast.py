import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import Api, problem, task

MAIL = {
    "to": "ana@example.com",
    "sender": "classes@parkside.example",
    "subject": "News of [Judo]",
    "text": "Dear family,\nwe are closed.\x1b[2J",
    "html": "<p>Dear family</p>",
}
PREVIEW = {
    "mails": [MAIL],
    "would_get": 1_200,
    "would_not": [{"code": "suppressed", "example": "Not sent: it bounced.", "count": 17}],
    "looked_at": 1_217,
    "complete": True,
}
SAID = ("blast", "--subject", "News", "--text", "Hello {{family}}")
WHOLE = {"subject": "News", "text": "Hello {{family}}"}


@pytest.fixture
def bodies(api: Api) -> list[dict[str, Any]]:
    """What was asked to be sent, or to be shown."""
    asked: list[dict[str, Any]] = []

    def launch(request: httpx.Request) -> httpx.Response:
        asked.append(json.loads(request.content))
        return httpx.Response(202, json=task(state="queued", status="Queued"))

    def preview(request: httpx.Request) -> httpx.Response:
        asked.append(json.loads(request.content))
        return httpx.Response(200, json=PREVIEW)

    api.answers["POST", "/v1/tasks"] = launch
    api.answers["POST", "/v1/kinds/email_blast/preview"] = preview
    return asked


@pytest.mark.parametrize(
    ("words", "params"),
    [
        (("--everyone",), {"everyone": True}),
        (("--class", "A", "--classes", "B, C"), {"classes": ["A", "B, C"]}),
        (("--family", "F1", "--keyword", "vip"), {"families": ["F1"], "keywords": ["vip"]}),
        (("--sender", "a@b.example"), {"sender": "a@b.example"}),
        (("--html", "<p>Hi</p>"), {"html": "<p>Hi</p>"}),
    ],
)
def test_it_is_launched_with_what_was_given(
    legwork: Terminal, bodies: list[dict[str, Any]], words: tuple[str, ...], params: dict[str, Any]
) -> None:
    ended = legwork(*SAID, *words, "--no-wait")

    assert (ended.code, "is launched" in ended.out) == (0, True)
    assert bodies == [{"kind": "email_blast", "params": {**WHOLE, **params}}]


def test_templates_may_lie_in_files(
    legwork: Terminal, bodies: list[dict[str, Any]], tmp_path: Path
) -> None:
    text, html = tmp_path / "news.txt", tmp_path / "news.html"
    text.write_text("\ufeffHello\n", encoding="utf-8")
    html.write_text("<p>Hellö</p>\n", encoding="utf-8")

    legwork(
        *("blast", "--subject", "News", "--everyone", "--no-wait"),
        *("--text-file", str(text), "--html-file", str(html)),
    )

    params = {"subject": "News", "text": "Hello\n", "html": "<p>Hellö</p>\n", "everyone": True}
    assert bodies == [{"kind": "email_blast", "params": params}]


def test_it_is_watched_and_its_mail_counted(
    legwork: Terminal, api: Api, bodies: list[dict[str, Any]]
) -> None:
    notices = {"staged": 1200, "sent": 1190, "discarded": 7, "in_doubt": 3, "refused": 0}
    ended_task = task(kind="email_blast", counts={"notices": notices})
    api.lives[f"/v1/tasks/{task()['id']}"] = [ended_task]

    ended = legwork(*SAID, "--everyone")

    assert (ended.code, len(bodies)) == (0, 1)
    assert "Mail: 1,190 sent, 7 discarded, 3 in doubt, 1,200 staged" in ended.out


def test_mail_that_was_refused_is_counted_when_there_is_any(legwork: Terminal, api: Api) -> None:
    notices = {"staged": 5, "sent": 3, "discarded": 0, "in_doubt": 0, "refused": 2}
    shown = task(kind="email_blast", counts={"notices": notices})
    api.documents[f"/v1/tasks/{shown['id']}"] = shown

    assert "3 sent, 0 discarded, 0 in doubt, 2 refused" in legwork("task", "show", shown["id"]).out


def test_a_preview_shows_the_mail_and_who_gets_none_and_sends_nothing(
    legwork: Terminal, api: Api, bodies: list[dict[str, Any]]
) -> None:
    ended = legwork(*SAID, "--everyone", "--preview", "--show", "1")

    assert ended.code == 0
    assert bodies == [{"params": {**WHOLE, "everyone": True}, "limit": 1}]
    for told in ("ana@example.com", "News of [Judo]", "Dear family,\nwe are closed."):
        assert told in ended.out
    assert "1,200 would get it. Nothing was sent." in ended.out
    assert "17 would get none" in ended.out
    assert "Not sent: it bounced." in ended.out
    assert "\x1b" not in ended.out
    assert not api.effects


def test_a_preview_of_very_many_says_that_it_has_not_seen_all(legwork: Terminal, api: Api) -> None:
    part = {**PREVIEW, "complete": False, "mails": []}
    api.answers["POST", "/v1/kinds/email_blast/preview"] = lambda _: httpx.Response(200, json=part)

    ended = legwork(*SAID, "--everyone", "--preview")

    assert "1,200 at least would get it" in ended.out
    assert json.loads(legwork(*SAID, "--everyone", "--preview", "--json").out) == part


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--everyone",), 2, "The mail has no words: give them with --text or --text-file."),
        (("--text", "a", "--text-file", "FILE"), 2, "Give either --text or --text-file, not both."),
        (("--text-file", "BINARY"), 1, "is not UTF-8 text."),
        (("--text", "a", "--html-file", "nowhere"), 2, "nowhere"),
    ],
)
def test_what_cannot_be_meant(
    legwork: Terminal,
    bodies: list[dict[str, Any]],
    tmp_path: Path,
    words: tuple[str, ...],
    code: int,
    sentence: str,
) -> None:
    files = {"FILE": tmp_path / "text", "BINARY": tmp_path / "binary"}
    files["FILE"].write_text("Hello", encoding="utf-8")
    files["BINARY"].write_bytes(b"\xff\xfe\x00")

    ended = legwork("blast", "--subject", "News", *(str(files.get(word, word)) for word in words))

    assert (ended.code, ended.out, bodies) == (code, "", [])
    assert sentence in ended.err
    assert len(ended.err.splitlines()) == 1


def test_a_refusal_names_the_field_and_what_to_do(legwork: Terminal, api: Api) -> None:
    error = {"field": "params.text", "message": "unknown variable {{famly}} in line 1, column 7"}
    api.answers["POST", "/v1/tasks"] = lambda _: problem(422, "It cannot be sent.", errors=[error])

    ended = legwork(*SAID, "--everyone")

    assert (ended.code, ended.out) == (1, "")
    assert "params.text: unknown variable {{famly}} in line 1, column 7." in ended.err
