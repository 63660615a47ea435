"""Records that are made by hand: nothing is changed where there is one already."""

from collections.abc import Mapping
from typing import Any

from cli.invocation import Invocation


def make(run: Invocation, path: str, given: Mapping[str, Any]) -> Any:
    """Make a record; answers it.

    Args:
        run: says who makes it.
        path: where it is to be.
        given: its fields; those of None are as new records have them.

    Raises:
        Refused: it cannot be made, or there is one already.
    """
    said = {field: value for field, value in given.items() if value is not None}
    # Sent once: a repeat of a call that went through would be told that there is one already.
    headers = {"If-None-Match": "*"}
    return run.api.call("PUT", path, body=said, headers=headers, tries=1).document
