"""`legwork report`: sheets and pages for people."""

from pathlib import Path
from typing import Annotated

import typer

from cli import options
from cli.failures import Failure
from cli.following import went_well
from cli.invocation import Invocation
from cli.launching import conclude, launch, settle
from cli.progress import watch
from cli.reports import KIND, save_report

group = typer.Typer(help="Make reports, and save their files.")

EXAMPLES = """Examples:

legwork report make roster --class JUDO-2027 --save roster.xlsx

legwork report make receivables --save owed.pdf

legwork report make reservations --facility 'Field 1' --from 2027-05-01 --to 2027-05-31"""

FORMATS = ("csv", "xlsx", "pdf")


@group.command("make", epilog=EXAMPLES)
def make(
    ctx: typer.Context,
    report: Annotated[
        str,
        typer.Argument(help="One of: roster, receivables, reservations, makeup_tokens, outcomes."),
    ],
    form: Annotated[
        str | None,
        typer.Option("--format", help="csv, xlsx or pdf; else as the file to save ends, or xlsx."),
    ] = None,
    save: Annotated[
        Path | None, typer.Option("--save", help="Save the file here when it is made.")
    ] = None,
    classes: Annotated[
        list[str] | None, typer.Option("--class", help="Of a roster: this class; once for each.")
    ] = None,
    facilities: Annotated[
        list[str] | None,
        typer.Option("--facility", help="Of reservations: this facility; once for each."),
    ] = None,
    first_day: Annotated[
        str | None, typer.Option("--from", help="Of reservations: from this day on.")
    ] = None,
    last_day: Annotated[
        str | None, typer.Option("--to", help="Of reservations: up to and with this day.")
    ] = None,
    task: Annotated[str | None, typer.Option(help="Of outcomes: the id of the task.")] = None,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Make a report; its task keeps the file for as long as it stays."""
    if save is not None and no_wait:
        raise Failure("A file can be saved only when it is made: leave out --no-wait.")
    run = Invocation.of(ctx, user, as_json)
    asked = {
        "report": report,
        "format": form or _by_name(save) or "xlsx",
        "classes": classes,
        "facilities": facilities,
        "first_day": first_day,
        "last_day": last_day,
        "task": task,
    }
    launched = launch(run, KIND, {name: value for name, value in asked.items() if value})
    if save is None:
        settle(run, launched, wait=not no_wait)
        return
    ended = watch(run, launched)
    if went_well(ended):
        size = save_report(run.api, ended["id"], save)
        run.output.answer(ended, f"{save} is written: {size:,} bytes.")
    else:
        conclude(run, ended)


@group.command("save")
def save(
    ctx: typer.Context,
    report: Annotated[str, typer.Argument(metavar="REPORT", help="The id of its task.")],
    file: Annotated[Path, typer.Argument(help="Where to save its file.")],
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Save the file of a report that was made before."""
    run = Invocation.of(ctx, user, as_json)
    size = save_report(run.api, report, file)
    run.output.answer({"file": str(file), "bytes": size}, f"{file} is written: {size:,} bytes.")


def _by_name(file: Path | None) -> str | None:
    ending = file.suffix.removeprefix(".").lower() if file else ""
    return ending if ending in FORMATS else None
