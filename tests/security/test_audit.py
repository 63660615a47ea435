"""The audit of what we depend on tells a vulnerability from a list that is out of reach."""

import runpy
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def audit() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / ".ci" / "audit.py"))


VULNERABLE = {
    "dependencies": [
        {"name": "good", "version": "1", "vulns": []},
        {"name": "bad", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"]}]},
        {"name": "odd", "skip_reason": "not found"},
    ]
}
NPM = {"vulnerabilities": {"bad": {"severity": "high", "range": "<2"}}}


def test_reports_are_read(audit: dict[str, Any]) -> None:
    assert audit["python_findings"](VULNERABLE) == (["bad 2: PYSEC-1, mended in 3"], ["odd"])
    assert audit["npm_findings"](NPM) == (["bad <2: high"], [])
    assert audit["npm_findings"]({"vulnerabilities": {}}) == ([], [])
    assert audit["npm_findings"]({"error": {"code": "ENOTFOUND"}})[1]


@pytest.mark.parametrize(
    ("python", "npm", "code", "said"),
    [
        ({"dependencies": []}, {"vulnerabilities": {}}, 0, "No known vulnerability (npm)."),
        (VULNERABLE, {"vulnerabilities": {}}, 1, "VULNERABLE (PyPI): bad 2"),
        ({"dependencies": []}, NPM, 1, "VULNERABLE (npm): bad <2"),
        ({}, {}, 0, "!!! NOT AUDITED (PyPI)"),
    ],
)
def test_a_vulnerability_fails_and_silence_does_not(
    audit: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    python: dict[str, Any],
    npm: dict[str, Any],
    code: int,
    said: str,
) -> None:
    made = audit["main"].__globals__
    monkeypatch.setitem(made, "audit_python", lambda: python)
    monkeypatch.setitem(made, "audit_npm", lambda: npm)

    assert audit["main"]() == code
    assert said in capsys.readouterr().out


def test_it_is_part_of_the_checks() -> None:
    checks = subprocess.run(
        ["make", "--dry-run", "--always-make", "audit"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert ".ci/audit.py" in checks.stdout
    assert "make audit" in (ROOT / ".ci" / "run").read_text()
