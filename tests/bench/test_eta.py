"""The true end lies in the range that polls are told, in simulated time."""

from collections.abc import Iterator

import pytest

from bench.eta import kinds
from bench.eta.scenes import Scene, held_out, known
from bench.eta.simulated import Foreseen, foreseen


@pytest.fixture(autouse=True)
def introduced() -> Iterator[None]:
    with kinds.known():
        yield


# Of each kind of load one that is quickly simulated; bench/RESULTS.md has all of them.
SCENES = [
    Scene(what="work", size=200, load="alone"),
    Scene(what="work", size=200, load="others go", much=0.25),
    Scene(what="mail", size=500, load="alone"),
    Scene(what="mail", size=356, load="others come", mails_per_second=25, much=2, when=0.25),
]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: f"{scene.what} {scene.load}")
def test_in_four_of_five_polls_the_true_end_lies_in_the_range(scene: Scene) -> None:
    found: Foreseen = foreseen(scene)
    assert found.told >= found.polls / 2
    assert found.right >= 0.8 * found.told


def test_the_scenes_that_it_is_judged_by_are_not_those_it_was_made_by() -> None:
    made_by, judged_by = list(known()), list(held_out())
    assert not {one.seed for one in made_by} & {one.seed for one in judged_by}
    assert {(one.what, one.load) for one in judged_by} == {(o.what, o.load) for o in made_by}
    assert judged_by == list(held_out())
