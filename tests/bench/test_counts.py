"""What a thousand targets of each kind ask of AWS, exactly; and what ten thousand may ask."""

import pytest

from bench import gate, limits
from bench.counts import measure, scene_of
from bench.scene import Scene
from bench.scenes import SCENES


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_counts_are_the_accepted_ones_and_no_kind_costs_too_much(scene: Scene) -> None:
    measured = measure(scene, scene.counted)
    assert measured.targets == scene.counted
    changes = list(gate.changes(measured))
    assert not changes, "\n".join(["The counts have changed.", *changes, gate.HOW])
    assert [*limits.beyond(scene.name, limits.of(measured))] == []


def test_what_ten_thousand_ask_for_follows_from_two_smaller_tasks() -> None:
    scene = scene_of("permit_billout")
    small, large, largest = (measure(scene, targets) for targets in (500, 1_000, 4_000))
    said = limits.grown(small, large, 4_000)
    found = limits.grown(large, largest, 4_000)
    assert said.ratio == pytest.approx(found.ratio, rel=0.01)
    assert said.requests == pytest.approx(found.requests, rel=0.25)


def test_what_is_beyond_a_limit_is_said() -> None:
    dear = limits.Large(ratio=1.21, requests=0.18)
    assert [*limits.beyond("email_blast", dear)] == [
        "email_blast costs 1.210 times its floor; at most 1.20",
        "email_blast makes 0.180 requests a target; at most 0.10",
    ]
    assert len([*limits.beyond("cancel_classes", dear)]) == 2
    assert [*limits.beyond("email_blast", limits.Large(ratio=None, requests=0.1))] == []
