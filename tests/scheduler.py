"""Which tests stay together in a process, where they run side by side (``--dist loadgroup``)."""

from typing import Any, Final

from xdist.scheduler import LoadGroupScheduling  # type: ignore[import-untyped]

BY_FILE: Final = ("tests/faults/",)
"""Files of tests that remember what others in the same file have come to."""


class Scheduler(LoadGroupScheduling):  # type: ignore[misc]
    """Hands out groups as they are marked, and of all others a test with all its cases.

    pytest-xdist would hand out each case by itself, and look through all that a process has had
    before each of them. It hands them out in the order in which they were collected.
    """

    def __init__(self, config: Any, log: Any) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        scope = str(super()._split_scope(nodeid))
        if scope != nodeid:
            return scope
        file, _, test = nodeid.partition("::")
        return file if file.startswith(BY_FILE) else f"{file}::{test.partition('[')[0]}"
