import json

import httpx
import pytest

from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import Api, problem, task

FIRST = task(12)
PATH = f"/v1/tasks/{FIRST['id']}"
WARNED = {**FIRST, "undo_warning": "3 mails have left already: mail cannot be unsent."}


@pytest.fixture(autouse=True)
def _undone(api: Api) -> None:
    undo = task(13, state="queued", status="Queued", undo_of=FIRST["id"])
    api.answers["POST", f"{PATH}/undo"] = lambda _: httpx.Response(202, json=undo)
    api.lives[f"/v1/tasks/{undo['id']}"] = [task(13, undo_of=FIRST["id"])]
    api.documents[PATH] = {**FIRST, "undo_warning": None}


def test_the_undo_is_watched_to_its_end(legwork: Terminal) -> None:
    ended = legwork("undo", FIRST["id"])

    assert ended.code == 0
    assert "Job #13" in ended.out


def test_without_waiting_it_is_only_named(legwork: Terminal) -> None:
    assert "legwork watch 13" in legwork("undo", FIRST["id"], "--no-wait").out


def test_what_cannot_be_taken_back_is_said_before(legwork: Terminal, api: Api) -> None:
    api.documents[PATH] = WARNED

    refused = legwork("undo", FIRST["id"], typed="No Thanks!\n")
    assert "mail cannot be unsent" in refused.err
    assert "Nothing was undone." in refused.err
    assert api.effects == {}
    assert legwork("undo", FIRST["id"], "--follow", typed="yes\n").code == 0
    assert legwork("undo", FIRST["id"], "--yes", "--no-wait").code == 0


def test_what_cannot_be_undone_is_said(legwork: Terminal, api: Api) -> None:
    api.answers["POST", f"{PATH}/undo"] = lambda _: problem(409, "E-Mail cannot be undone.")

    ended = legwork("undo", FIRST["id"])

    assert (ended.code, ended.out, ended.err) == (1, "", "E-Mail cannot be undone.\n")


def test_a_preview_of_it_is_asked_for_without_a_question(legwork: Terminal, api: Api) -> None:
    api.documents[PATH] = WARNED
    sent: list[bytes] = []

    def previewed(request: httpx.Request) -> httpx.Response:
        sent.append(request.content)
        return httpx.Response(202, json=task(14, state="queued", undo_of=FIRST["id"]))

    api.answers["POST", "/v1/previews"] = previewed

    assert legwork("undo", FIRST["id"], "--preview", "--no-wait").code == 0
    assert [json.loads(body) for body in sent] == [{"undo_of": FIRST["id"]}]
