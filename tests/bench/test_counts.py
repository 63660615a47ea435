"""What a thousand targets of each kind ask of AWS, exactly."""

import pytest

from bench import gate
from bench.counts import measure
from bench.scenes import SCENES, Scene


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.kind)
def test_counts_are_the_accepted_ones(scene: Scene) -> None:
    changes = list(gate.changes(measure(scene, 1_000)))
    assert not changes, "\n".join(["The counts have changed.", *changes, gate.HOW])
