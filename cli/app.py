"""The `legwork` command: its commands, and how every failure becomes one sentence."""

import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperGroup

from cli import options
from cli.commands import (
    account,
    autopilot,
    blast,
    classes,
    credential,
    demo,
    edit,
    family,
    imports,
    keywords,
    launch,
    mcp,
    money,
    ops,
    outbox,
    pause,
    permit,
    preview,
    receipt,
    recover,
    report,
    school,
    stack,
    staff,
    statements,
    student,
    task,
    tasks,
    trail,
    webhook,
)
from cli.failures import Failure
from cli.invocation import Invocation
from cli.views.words import plain


class Sentences(TyperGroup):
    """Ends the program with an exit code, and with one plain sentence when something is wrong."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command line, and end the program unless ``standalone_mode`` is off.

        Raises:
            SystemExit: 0 done, 1 refused or ended with errors, 2 wrong usage.
        """
        given = (args, prog_name, complete_var, False, windows_expand_args)
        if not standalone_mode:
            return super().main(*given, **extra)
        try:
            code = super().main(*given, **extra)
        except typer.TyperException as failure:
            typer.echo(_sentence(failure), err=True)
            sys.exit(failure.exit_code)
        except typer.Abort:
            typer.echo("Stopped.", err=True)
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)


def _sentence(failure: typer.TyperException) -> str:
    words = plain(" ".join(failure.format_message().split()))
    return words if isinstance(failure, Failure) else f"{words} See: legwork --help"


app = typer.Typer(
    name="legwork",
    cls=Sentences,
    help="Background tasks that touch thousands of records: launch, watch, cancel, prove.",
    epilog="Exit codes: 0 done, 1 refused or ended with errors, 2 wrong usage.",
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def legwork(ctx: typer.Context, user: options.User = None, as_json: options.Json = False) -> None:
    """Keep what was said before the command's name, for the command."""
    ctx.obj = Invocation.of(ctx, user, as_json)
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


STACK, WORK, TASKS = "The embedded stack", "Work", "Background tasks"
app.command(rich_help_panel=STACK)(stack.up)
app.command(rich_help_panel=STACK)(stack.down)
app.command(rich_help_panel=STACK)(stack.status)
app.command(rich_help_panel=STACK)(stack.token)
app.command(rich_help_panel=STACK, epilog=outbox.EXAMPLES)(outbox.outbox)
app.command(rich_help_panel=STACK)(demo.demo)
app.command(rich_help_panel=STACK, context_settings=recover.SETTINGS)(recover.recover)
app.add_typer(imports.group, name="import", rich_help_panel=WORK)
app.add_typer(permit.group, name="permit", rich_help_panel=WORK)
app.add_typer(receipt.group, name="receipt", rich_help_panel=WORK)
app.add_typer(report.group, name="report", rich_help_panel=WORK)
app.command(rich_help_panel=WORK, epilog=blast.EXAMPLES)(blast.blast)
app.add_typer(family.group, name="family", rich_help_panel=WORK)
app.add_typer(student.group, name="student", rich_help_panel=WORK)
app.add_typer(staff.group, name="staff", rich_help_panel=WORK)
app.add_typer(keywords.group, name="keywords", rich_help_panel=WORK)
school.group.command("add", epilog=classes.ADD)(classes.add)
school.group.command("enroll", epilog=classes.ENROLL)(classes.enroll)
school.group.command("restore", epilog=classes.RESTORE)(classes.restore)
app.add_typer(school.group, name="class", rich_help_panel=WORK)
app.command(rich_help_panel=WORK, epilog=edit.EXAMPLES)(edit.edit)
app.add_typer(classes.tokens, name="tokens", rich_help_panel=WORK)
app.add_typer(account.group, name="account", rich_help_panel=WORK)
app.add_typer(money.charges, name="charges", rich_help_panel=WORK)
app.add_typer(money.credits_, name="credits", rich_help_panel=WORK)
app.add_typer(money.cards, name="cards", rich_help_panel=WORK)
app.add_typer(statements.group, name="statements", rich_help_panel=WORK)
app.add_typer(money.enrollments, name="enrollments", rich_help_panel=WORK)
app.add_typer(autopilot.group, name="autopilot", rich_help_panel=WORK)
app.add_typer(credential.group, name="credential", rich_help_panel=WORK)
app.add_typer(webhook.group, name="webhook", rich_help_panel=WORK)
app.command(rich_help_panel=WORK, epilog=mcp.EXAMPLE)(mcp.mcp)
app.command(rich_help_panel=TASKS)(launch.kinds)
app.command(rich_help_panel=TASKS)(launch.launch)
app.command(rich_help_panel=TASKS)(preview.preview)
app.command(rich_help_panel=TASKS)(preview.approve)
app.command(rich_help_panel=TASKS)(preview.reject)
app.command(rich_help_panel=TASKS)(preview.approvals)
app.command(rich_help_panel=TASKS)(tasks.tasks)
app.add_typer(task.group, name="task", rich_help_panel=TASKS)
app.command(rich_help_panel=TASKS)(task.watch)
app.command(rich_help_panel=TASKS)(task.cancel)
app.command(rich_help_panel=TASKS)(pause.pause)
app.command(rich_help_panel=TASKS)(pause.resume)
app.command(rich_help_panel=TASKS)(pause.hold)
app.command(rich_help_panel=TASKS)(pause.release)
app.command(rich_help_panel=TASKS)(task.retry)
app.command(rich_help_panel=TASKS)(task.undo)
app.command(rich_help_panel=TASKS)(task.outcomes)
app.command(rich_help_panel=TASKS)(task.delete)
app.command(rich_help_panel=TASKS)(tasks.notifications)
app.add_typer(trail.group, name="trail", rich_help_panel=TASKS)
app.add_typer(ops.group, name="ops", rich_help_panel=STACK)


def main() -> None:
    """Run the command line."""
    app()
