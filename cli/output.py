"""What a command prints: its answer on stdout, everything else on stderr."""

import json
import sys

from rich.console import Console, RenderableType

PIPED_WIDTH = 160
"""Columns of a table that goes to a file or a program, where there is no screen to fit."""


class Output:
    """Prints one answer, as JSON for programs or as text and tables for people."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.out = _console(to_stderr=False)
        self.err = _console(to_stderr=True)

    def answer(self, document: object, *views: RenderableType) -> None:
        """Print what the command was asked for.

        Args:
            document: the answer for programs, anything JSON can hold.
            views: the same for people, printed one after the other.
        """
        if self.as_json:
            print(json.dumps(document, indent=2))
            return
        for view in views:
            self.out.print(view)

    def remark(self, *views: RenderableType) -> None:
        """Say something that is not the answer."""
        for view in views:
            self.err.print(view)


def _console(*, to_stderr: bool) -> Console:
    on_screen = (sys.stderr if to_stderr else sys.stdout).isatty()
    # Titles and names come from people: their brackets and colons are no markup.
    return Console(
        stderr=to_stderr,
        markup=False,
        emoji=False,
        highlight=False,
        width=None if on_screen else PIPED_WIDTH,
    )
