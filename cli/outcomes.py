"""What came of each target of a task: a list, or a file."""

import csv
from io import StringIO
from itertools import islice
from pathlib import Path

import httpx

from cli.api import Api
from cli.failures import Failure
from cli.following import path_of
from cli.generated.contract import OutcomeView
from cli.problem import refusal


def first_outcomes(
    api: Api, task_id: str, wanted: str | None, most: int | None
) -> tuple[list[OutcomeView], bool]:
    """The first outcomes of a task, and whether there are more.

    Args:
        api: where to read them.
        task_id: the task's ULID.
        wanted: only these outcomes, with commas between; all without.
        most: how many at most; all without.
    """
    pages = api.pages(f"{path_of(task_id)}/outcomes", "outcomes", {"outcome": wanted})
    found: list[OutcomeView] = list(islice(pages, most))
    more = most is not None and len(found) == most and next(pages, None) is not None
    return found, more


def save_csv(api: Api, task_id: str, wanted: str | None, file: Path) -> int:
    """Write the outcomes of a task to a file as the API makes it; returns the number of rows.

    Raises:
        Failure: the file cannot be written, or what it should hold cannot be had.
    """
    answer = api.call("GET", f"{path_of(task_id)}/outcomes.csv", params={"outcome": wanted})
    text = answer.text
    if answer.location and httpx.codes.is_redirect(answer.status):
        # The link carries its own permission; storage refuses a call that brings a token as well.
        response = api.outside("GET", answer.location)
        if response.is_error:
            raise refusal(response)
        text = response.text
    try:
        file.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise Failure(f"{file} cannot be written: {error.strerror}.") from error
    return max(0, sum(1 for _ in csv.reader(StringIO(text, newline=""))) - 1)
