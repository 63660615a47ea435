"""Looks up what we depend on in the lists of known vulnerabilities: PyPI's, and npm's for the CDK.

Fails on a vulnerability that is known. Whatever cannot be looked up now is said, loudly, and does
not fail: a list that is out of reach says nothing about us.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
UV = ROOT / ".tools" / "bin" / "uv"
NPM = ROOT / ".venv" / "bin" / "npm"
PIP_AUDIT = "pip-audit==2.10.1"
PATIENCE_SECONDS = 300


def python_findings(report: dict[str, Any]) -> tuple[list[str], list[str]]:
    """What a report of pip-audit knows of: vulnerabilities, and packages it could not look up."""
    packages = report.get("dependencies", [])
    vulnerable = [
        f"{package['name']} {package['version']}: {found['id']}, "
        f"mended in {', '.join(found.get('fix_versions', [])) or 'no version yet'}"
        for package in packages
        for found in package.get("vulns", [])
    ]
    return vulnerable, [package["name"] for package in packages if "skip_reason" in package]


def npm_findings(report: dict[str, Any]) -> tuple[list[str], list[str]]:
    """What a report of npm knows of: vulnerabilities, and whether it could look at all."""
    if "vulnerabilities" not in report:
        return [], ["everything in infra/package-lock.json"]
    return [
        f"{name} {found.get('range', '')}: {found['severity']}"
        for name, found in report["vulnerabilities"].items()
    ], []


def audit_python() -> dict[str, Any]:
    """The report of pip-audit on uv.lock; an empty one when it cannot be had."""
    with tempfile.TemporaryDirectory() as folder:
        locked, report = Path(folder, "requirements.txt"), Path(folder, "report.json")
        export = ("export", "--frozen", "--quiet", "--all-groups", "--no-emit-workspace")
        _run(UV, *export, "--no-hashes", "--output-file", locked)
        tool = ("tool", "run", "--quiet", "--from", PIP_AUDIT, "pip-audit", "--disable-pip")
        output = ("--no-deps", "--progress-spinner", "off", "--format", "json", "--output", report)
        _run(UV, *tool, "--requirement", locked, *output)
        return _json(report.read_text()) if report.exists() else {}


def audit_npm() -> dict[str, Any]:
    """The report of npm on the CDK's command line; an empty one when it cannot be had."""
    return _json(_run(NPM, "audit", "--json", "--prefix", ROOT / "infra"))


def main() -> int:
    """Print what was found; 1 when something is known to be vulnerable."""
    code = 0
    for name, report, read in (
        ("PyPI", audit_python(), python_findings),
        ("npm", audit_npm(), npm_findings),
    ):
        vulnerable, missed = read(report) if report else ([], ["anything"])
        for one in vulnerable:
            print(f"VULNERABLE ({name}): {one}")
        if missed:
            print(f"!!! NOT AUDITED ({name}): its list has no answer now for {_short(missed)}")
        if not vulnerable and not missed:
            print(f"No known vulnerability ({name}).")
        code = max(code, int(bool(vulnerable)))
    return code


def _short(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _run(program: Path, *words: str | Path) -> str:
    try:
        done = subprocess.run(  # noqa: S603 -- the words are all ours
            [program, *words],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


if __name__ == "__main__":
    sys.exit(main())
