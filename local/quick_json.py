"""The emulator's JSON, written by a faster library wherever both say the same.

MiniStack writes all rows that are asked for with the module `json`, which is a tenth of what it
does in a run of the tests.
"""

import json
from contextlib import suppress
from typing import Any, Final

import orjson

AS_IT_IS: Final[dict[str, Any]] = {"ensure_ascii": False}
"""How MiniStack has most answers written: without escapes for what is not ASCII."""


class QuickJson:
    """Stands for the module `json` where MiniStack writes answers.

    What the faster library refuses, such as half of a surrogate pair, is left to the module. No
    answer holds a float that is not a number: there they differ. Texts are read by the module,
    since the library makes floats of large whole numbers.

    Args:
        escapes: Whether it matters which characters MiniStack has escaped.
    """

    JSONDecodeError = json.JSONDecodeError
    loads = staticmethod(json.loads)

    def __init__(self, *, escapes: bool) -> None:
        self._ways = (AS_IT_IS,) if escapes else (AS_IT_IS, {})

    def dumps(self, value: Any, **options: Any) -> str:
        """A value as JSON."""
        if options in self._ways:
            with suppress(TypeError):
                return orjson.dumps(value).decode()
        return json.dumps(value, **options)
