"""Requests made up from the document, against the running API: no 5xx, no answer it leaves out."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from legwork.api import document
from tests.api.conftest import Api
from tests.api.town import populated

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
KINDS = ("email_blast", "generate_report", "permit_billout")
"""Of what is shown here, or launched by Autopilot; others are launched alone."""
LAUNCH, OTHERS = "LaunchOfKindRequest", ("PreviewOfKindRequest", "WorkflowRequest")


def shortened() -> dict[str, Any]:
    """The document, with few of the kinds for previews and for Autopilot.

    The parameters of each kind are the same, whatever is to be done with it, but for days, which a
    workflow may count from its moment: what can be made up from them is made up for the call that
    launches a task.
    """
    whole: dict[str, Any] = json.loads(document.PATH.read_text())
    schemas = whole["components"]["schemas"]
    launches = _variants(schemas, LAUNCH)
    for name in OTHERS:
        variants = _variants(schemas, name)
        assert variants.keys() <= launches.keys()
        for kind, ref in variants.items():
            assert _params(schemas, ref) == _params(schemas, launches[kind])
        kept = {kind: variants[kind] for kind in KINDS}
        schemas[name]["discriminator"]["mapping"] = kept
        schemas[name]["oneOf"] = [{"$ref": ref} for ref in kept.values()]
    return whole


def _variants(schemas: dict[str, Any], name: str) -> dict[str, str]:
    mapping: dict[str, str] = schemas[name]["discriminator"]["mapping"]
    assert {one["$ref"] for one in schemas[name]["oneOf"]} == set(mapping.values())
    return mapping


def _params(schemas: dict[str, Any], ref: str) -> set[str]:
    params = schemas[ref.rpartition("/")[2]]["properties"]["params"]["$ref"]
    return {*schemas[params.rpartition("/")[2]]["properties"]}


def test_a_preview_takes_the_very_parameters_of_a_launch() -> None:
    schemas = json.loads(document.PATH.read_text())["components"]["schemas"]
    launches, previews = (
        {
            kind: schemas[ref.rpartition("/")[2]]["properties"]["params"]
            for kind, ref in _variants(schemas, name).items()
        }
        for name in (LAUNCH, "PreviewOfKindRequest")
    )

    assert previews == launches


@pytest.mark.emulator
def test_the_api_keeps_its_word(api: Api, tmp_path: Path) -> None:
    config = tmp_path / CONFIGURATION.name
    config.write_text(CONFIGURATION.read_text())
    described = tmp_path / "openapi.json"
    described.write_text(json.dumps(shortened()))
    with populated(api.url, api.token) as names:
        for name, known in names.items():
            lines = (json.dumps(one) for one in known)
            (tmp_path / f"{name}.txt").write_text("\n".join([*lines, ""]))
    done = subprocess.run(
        [
            *(SCHEMATHESIS, "--config-file", config),
            *("run", described, "--url", api.url, "--continue-on-failure"),
        ],
        cwd=tmp_path,
        env={**os.environ, "ID_TOKEN": api.token, "PYTHONWARNINGS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
