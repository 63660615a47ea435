"""Clients that are made from the OpenAPI document, used on the running API."""

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clients import easy, generating, packaging
from local import stack
from tests.e2e.park import Park

pytestmark = pytest.mark.emulator


class Made:
    """A client in Python. What is in it is known only once it is made, so it has no types here."""

    def __init__(self, url: str, token: str) -> None:
        module = importlib.import_module(f"{packaging.PACKAGE}.client")
        self._client = module.AuthenticatedClient(
            base_url=url, token=token, timeout=35, httpx_args={"trust_env": False}
        )

    def close(self) -> None:
        """Hang up."""
        self._client.get_httpx_client().close()

    def __getattr__(self, model: str) -> Any:
        """One of its models."""
        return getattr(importlib.import_module(f"{packaging.PACKAGE}.models"), model)

    def call(self, tag: str, name: str, *path: str, **more: Any) -> Any:
        """What a call is answered, as a model."""
        module = importlib.import_module(f"{packaging.PACKAGE}.api.{tag}.{name}")
        return module.sync(*path, client=self._client, **more)


@pytest.fixture
def made(park: Park, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Made]:
    packaging.python_package(tmp_path / "client")
    monkeypatch.syspath_prepend(tmp_path / "client")
    made = Made(park.running.api_url, stack.token("owner@parkside"))
    yield made
    made.close()
    for name in [name for name in sys.modules if name.split(".")[0] == packaging.PACKAGE]:
        del sys.modules[name]


def season(park: Park, made: Made, permit: str, number: int) -> Any:
    """A permit with as many reservations, saved in the background."""
    game = made.ReservationInput
    body = made.SaveReservations(
        holder="python-league",
        reservations=[
            game(
                facility=f"Field {place} of {permit}",
                starts_at="2027-05-01T09:00",
                ends_at="2027-05-01T11:00",
                amount_cents=1_600,
            )
            for place in range(number)
        ],
    )
    saved = made.call("permits", "save_permit", permit, body=body, idempotency_key=permit)
    return ended(made, saved)


def ended(made: Made, task: Any) -> Any:
    """The task when it has come to its end."""

    return easy.wait(task, lambda id_: made.call("tasks", "get_task", id_), seconds=120)


def test_one_in_python_launches_watches_and_cancels(park: Park, made: Made) -> None:
    permit = park.label("PYTHON")
    saved = season(park, made, permit, 400)
    assert (saved.kind, saved.status, saved.progress.succeeded) == ("permit_save", "Complete", 400)

    params = made.PermitBilloutParams(permit=permit)
    launch = made.LaunchPermitBillout(kind="permit_billout", params=params)
    task = made.call("tasks", "launch_task", body=launch, idempotency_key=f"{permit} billed")
    assert task.state == made.TaskState.QUEUED
    reason = made.CancelRequest(reason="Tried it.")
    receipt = made.call("tasks", "cancel_task", task.id, body=reason)
    assert receipt.state == made.TaskState.CANCELLED
    done = receipt.progress
    assert done.succeeded + done.not_attempted == done.total
    assert receipt.cancelled.reason == "Tried it."

    again = made.call("tasks", "retry_task", task.id, idempotency_key=f"{permit} again")
    if done.total:
        assert ended(made, again).progress.succeeded == done.not_attempted


def test_it_knows_what_it_may_be_answered(park: Park, made: Made) -> None:
    problem = made.call("tasks", "get_task", "01JZ0000000000000000000001")
    assert problem.type_ == made.ProblemType.URNLEGWORKPROBLEMNOT_FOUND
    file = made.UploadRequest(filename="games.csv", content_type="text/csv")
    form = made.call("files", "prepare_upload", body=file)
    assert form.fields["key"].endswith(form.upload_id)
    names = {kind.name for kind in made.call("tasks", "list_kinds").kinds}
    assert "permit_billout" in names
    page = made.call("tasks", "list_tasks", limit=1, state=made.TaskState.COMPLETED)
    assert all(task.state == made.TaskState.COMPLETED for task in page.tasks)

    def read(begin: dict[str, str]) -> Any:
        return made.call("tasks", "list_tasks", limit=2, **begin)

    found = [task.id for _, task in zip(range(5), easy.pages(read, "tasks"), strict=False)]
    assert len(found) == len(set(found)) >= 2


def test_one_in_typescript_saves_launches_and_reads(park: Park) -> None:
    """Node.js leaves types alone: that they fit is seen where the client is made."""
    permit = park.label("TYPESCRIPT")
    token = stack.token("owner@parkside")
    used = subprocess.run(
        [
            *(Path(sys.executable).with_name("node"), "use.ts"),
            *(park.running.api_url, token, permit),
        ],
        cwd=generating.TYPESCRIPT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert used.returncode == 0, used.stderr
    assert json.loads(used.stdout) == {
        "saved": 200,
        "status": "Complete",
        "outcomes": ["succeeded"],
        "late": "urn:legwork:problem:wrong-state",
        "listed": [True],
        "gone": "urn:legwork:problem:not-found",
    }
