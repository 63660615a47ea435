"""Requests made up from the document, against the running API: no 5xx, no answer it leaves out."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from legwork.api import document
from tests.api.conftest import Api
from tests.api.town import populated

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
CONFIGURATION = Path(__file__).with_name("schemathesis.toml")


@pytest.mark.emulator
def test_the_api_keeps_its_word(api: Api, tmp_path: Path) -> None:
    config = tmp_path / CONFIGURATION.name
    config.write_text(CONFIGURATION.read_text())
    with populated(api.url, api.token) as names:
        for name, known in names.items():
            lines = (json.dumps(one) for one in known)
            (tmp_path / f"{name}.txt").write_text("\n".join([*lines, ""]))
    done = subprocess.run(
        [
            *(SCHEMATHESIS, "--config-file", config),
            *("run", document.PATH, "--url", api.url, "--continue-on-failure"),
        ],
        cwd=tmp_path,
        env={**os.environ, "ID_TOKEN": api.token, "PYTHONWARNINGS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
