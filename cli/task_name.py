"""Finds the task that people name by its id or by its job number."""

import re

from cli.api import Api
from cli.failures import Failure, WrongUsage

_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", re.IGNORECASE)
_NUMBER = re.compile(r"#?([0-9]{1,12})")


def number_of(name: str) -> int | None:
    """The job number that is meant by ``12`` or ``#12``; nothing when it is no such name."""
    found = _NUMBER.fullmatch(name)
    return int(found[1]) if found else None


def resolve(api: Api, name: str) -> str:
    """The ULID of the task called ``name``.

    Raises:
        WrongUsage: it is neither an id nor a job number.
        Failure: no task that the user may see has that number.
    """
    if _ULID.fullmatch(name):
        return name.upper()
    number = number_of(name)
    if number is None:
        raise WrongUsage(f"'{name}' is neither a task's id nor a job number such as 12 or '#12'.")
    return _by_number(api, number)


def _by_number(api: Api, number: int) -> str:
    for asked in ({}, {"preview": "true"}):
        for task in api.pages("/v1/tasks", "tasks", asked):
            if task["number"] == number:
                return str(task["id"])
    raise Failure(f"There is no task with the job number #{number}.")
