"""The `legwork` command, run as people run it."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LEGWORK = Path(sys.executable).with_name("legwork")


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """What it printed as JSON."""
        return json.loads(self.out)


def legwork(*words: str | Path) -> Done:
    """Run the command to its end."""
    done = subprocess.run(
        [LEGWORK, *words], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    return Done(done.returncode, done.stdout, done.stderr)
