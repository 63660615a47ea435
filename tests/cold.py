"""A process that has loaded nothing, as a worker begins."""

import json
import subprocess
import sys

from bench.imports import ROOT, environment


def names_told_by(program: str, *words: str) -> set[str]:
    """The names that a program writes as a list in JSON.

    Args:
        program: Python.
        words: what it finds in ``sys.argv[1:]``.
    """
    answer = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=ROOT,
        env=environment(),
        check=True,
        capture_output=True,
        text=True,
    )
    return set(json.loads(answer.stdout))
