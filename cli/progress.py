"""Shows a task's progress on stderr: a bar on a screen, plain lines elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console, Group
from rich.live import Live
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    TaskProgressColumn,
    TextColumn,
)
from rich.progress import Progress as Bar
from rich.progress import Task as BarTask
from rich.text import Text

from cli.counts import DONE
from cli.following import POLL_SECONDS, follow
from cli.generated.contract import TaskView
from cli.invocation import Invocation
from cli.views.task import counts_line, ends_between, name_of
from cli.views.words import number

LINE_EVERY_SECONDS = 5.0

Show = Callable[[TaskView], None]


class RateColumn(ProgressColumn):
    """Targets per second, lately."""

    def render(self, task: BarTask) -> Text:
        """The rate, or nothing as long as it is unknown."""
        speed = task.finished_speed or task.speed
        return Text(f"{number(round(speed))}/s" if speed else "", style="cyan")


def watch(run: Invocation, task: TaskView, *, every: float = POLL_SECONDS) -> TaskView:
    """Show a task's progress until it has ended, and return it as it ended.

    Raises:
        typer.Exit: with 130, when the user has stopped watching; the task goes on.
    """
    try:
        with _shown(run) as show:
            for seen in follow(run.api, task["id"], pause=run.pause, every=every):
                task = seen
                show(task)
    except KeyboardInterrupt as stop:
        run.output.remark(
            f"Stopped watching; {name_of(task)} goes on. "
            f"Watch it again with: legwork watch {task['number']}"
        )
        raise typer.Exit(130) from stop
    return task


@contextmanager
def _shown(run: Invocation) -> Iterator[Show]:
    if run.output.err.is_terminal and not run.as_json:
        with bar(run.output.err) as show:
            yield show
    else:
        yield lines(run.output.err, run.clock)


def done_of(task: TaskView) -> int:
    """Targets that were worked on, whatever came of it."""
    progress = task["progress"]
    return sum(progress[name] for name in DONE)


def lines(console: Console, clock: Callable[[], float]) -> Show:
    """Print a line when a task's state changes, and now and then in between."""
    last_state, last_at = "", 0.0

    def show(task: TaskView) -> None:
        nonlocal last_state, last_at
        if task["state"] == last_state and clock() - last_at < LINE_EVERY_SECONDS:
            return
        last_state, last_at = task["state"], clock()
        console.print(f"{name_of(task)}: {task['state']}, {_told(task)}")

    return show


def _told(task: TaskView) -> str:
    """The counts, and between which moments it should end."""
    ends = ends_between(task)
    return counts_line(task["progress"]) + (f"; ends {ends}" if ends else "")


@contextmanager
def bar(console: Console) -> Iterator[Show]:
    """Draw a progress bar with the counts below it, as long as the context is open."""
    progress = Bar(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=None),
        TaskProgressColumn(),
        MofNCompleteColumn(),
        RateColumn(),
        console=console,
        expand=True,
    )
    shown = progress.add_task("", total=None)
    with Live(console=console, refresh_per_second=8) as live:

        def show(task: TaskView) -> None:
            progress.update(
                shown,
                description=f"#{task['number']} {task['state']}",
                total=task["progress"]["total"] or None,
                completed=done_of(task),
            )
            live.update(Group(progress, Text("  " + _told(task), style="dim")))

        yield show
