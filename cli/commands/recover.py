"""`legwork recover`: a stack whose tables were restored, by operators with their rights on AWS."""

import subprocess
import sys

import typer

SETTINGS = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
"""The words are for the program that does it."""


def recover(ctx: typer.Context) -> None:
    """Copy two restored tables into a new stack, and bring it to a consistent state (by IAM).

    The program has rights on AWS and none on the HTTPS API, so it is one of its own.

    Raises:
        Exit: with what it ended with.
    """
    done = subprocess.run([sys.executable, "-m", "recovery", *ctx.args], check=False)  # noqa: S603 -- our own program
    raise typer.Exit(done.returncode)
