"""Counts: what each kind asks of AWS for a number of targets. The same in every run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from bench.scene import Scene
from bench.scenes import SCENES
from bench.stack import NotDone, Stack


@dataclass(frozen=True, slots=True)
class Measured:
    """A task that was carried out, and what it asked of AWS."""

    scene: Scene
    targets: int
    lanes: int
    by_part: dict[str, Counter[str]]

    @property
    def total(self) -> Counter[str]:
        """Of all parts of its way."""
        return sum(self.by_part.values(), Counter())


def measure(scene: Scene, targets: int, stack: Stack | None = None) -> Measured:
    """Carry a task out and count.

    Args:
        scene: of which kind.
        targets: how many.
        stack: where, if not on one like that on AWS.

    Raises:
        NotDone: it did not do all of its work.
    """
    stack = stack or Stack(scene.settings(targets))
    task = stack.finish(scene.launch(stack, targets))
    if task.counts.succeeded != task.total:
        raise NotDone(f"{scene.name}: {task.counts} of {task.total}; {task.failure}")
    return Measured(scene, task.total, len(task.lanes), stack.meter.by_part)


def measure_all() -> list[Measured]:
    """Every kind."""
    return [measure(scene, scene.counted) for scene in SCENES]


def scene_of(kind: str) -> Scene:
    """The first scene of a kind."""
    return next(scene for scene in SCENES if scene.kind == kind)
