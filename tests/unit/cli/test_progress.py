import re
from io import StringIO

from rich.console import Console

from cli.progress import bar, lines
from tests.unit.cli.parkside import task


def screen() -> Console:
    return Console(file=StringIO(), force_terminal=True, width=200, color_system=None)


def text_of(console: Console) -> str:
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_the_bar_ends_with_all_counts() -> None:
    console = screen()

    with bar(console) as show:
        show(task(state="planning", counts={"total": 0, "succeeded": 0}))
        show(task(state="running", counts={"succeeded": 500, "errors": 10, "remaining": 690}))
        show(task(counts={"succeeded": 1160, "errors": 40}))

    last = text_of(console).rpartition("#12 completed")[2]
    assert "100%" in last
    assert "1200/1200" in last
    assert "1,160 succeeded, 0 warnings, 40 errors, 0 skipped; 1,200 in all" in last


def test_a_canceled_task_leaves_the_bar_where_it_stopped() -> None:
    console = screen()

    with bar(console) as show:
        show(task(state="cancelled", counts={"succeeded": 600, "not_attempted": 600}))

    last = text_of(console).rpartition("#12 cancelled")[2]
    assert "50%" in last
    assert "600 not attempted" in last


def test_lines_come_with_each_state_and_every_few_seconds() -> None:
    console, now = screen(), [0.0]
    show = lines(console, lambda: now[0])

    for seconds, done in ((0, 100), (2, 200), (4.9, 300), (5.1, 400), (6, 500)):
        now[0] = seconds
        show(task(state="running", counts={"succeeded": done, "remaining": 1200 - done}))
    show(task())

    told = re.findall(r"(\w+), ([0-9,]+) succeeded", text_of(console))
    assert told == [("running", "100"), ("running", "400"), ("completed", "1,200")]
