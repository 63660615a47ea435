"""What may be logged of an error: what it was and where, never its words.

The words may hold what somebody wrote: a name, a cell of a file, an address.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator


def redacted_trace(error: BaseException) -> str:
    """The types of an error and of what caused it, and the lines of code that each went through."""
    return "\n".join(_lines(error))


def _lines(error: BaseException) -> Iterator[str]:
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None:
        yield from _lines(earlier)
        yield "which led to"
    # The code is in the layer: file and line say where, and a line of code may quote a value.
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"
    yield f"{type(error).__module__}.{type(error).__qualname__}"
