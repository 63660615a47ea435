"""Finds the task that people name by its id or by its job number."""

import re

from cli.api import Api
from cli.failures import Failure, WrongUsage

_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", re.IGNORECASE)
_NUMBER = re.compile(r"#?([0-9]{1,12})")


def resolve(api: Api, name: str) -> str:
    """The ULID of the task called ``name``.

    Raises:
        WrongUsage: it is neither an id nor a job number.
        Failure: no task that the user may see has that number.
    """
    if _ULID.fullmatch(name):
        return name.upper()
    number = _NUMBER.fullmatch(name)
    if not number:
        raise WrongUsage(f"'{name}' is neither a task's id nor a job number such as 12 or '#12'.")
    return _by_number(api, int(number[1]))


def _by_number(api: Api, number: int) -> str:
    for task in api.pages("/v1/tasks", "tasks"):
        if task["number"] == number:
            return str(task["id"])
    raise Failure(f"There is no task with the job number #{number}.")
