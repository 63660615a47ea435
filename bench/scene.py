"""What a scene is: one kind at work on a number of targets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from bench.meter import LAUNCH
from bench.stack import AS_DEPLOYED, Stack
from legwork.domain.task import Task
from legwork.testing.world import Settings

LARGE: Final = 10_000
"""Targets of a large task."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One kind at work."""

    kind: str
    what: str
    """A target of it, for people."""
    launch: Callable[[Stack, int], Task]
    """Puts as many targets there, for nothing, and launches the task."""
    of: str = ""
    """What it is about, where the kind has several scenes."""
    spread: bool = False
    """Whether its targets are spread over all lanes there are. Then a small task is measured with
    as many fewer lanes as it is smaller than a large one, so that their batches are as full."""
    counted: int = 1_000
    """Targets of the task whose counts are kept."""

    def settings(self, targets: int) -> Settings:
        """How the functions and queues are set up for so many targets."""
        if not self.spread:
            return AS_DEPLOYED
        lanes = AS_DEPLOYED.lanes_max
        return replace(AS_DEPLOYED, lanes_max=max(1, min(lanes, targets * lanes // LARGE)))

    @property
    def name(self) -> str:
        """What it is called among all scenes."""
        return f"{self.kind} of {self.of}" if self.of else self.kind


def launched(stack: Stack, kind: str, params: dict[str, Any]) -> Task:
    """The task of a launch that is counted."""
    with stack.call(LAUNCH):
        return stack.owner.launch(kind, params, key="bench")
