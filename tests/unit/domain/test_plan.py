from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legwork.domain.effect import Key
from legwork.domain.errors import CannotPlan
from legwork.domain.plan import (
    EFFECTS_LIMIT,
    KEY_BYTES,
    TARGETS_LIMIT,
    Cutter,
    PlannedBatch,
    Target,
)
from legwork.domain.storable import ITEM_BYTES, row_size

AFFINITIES = st.none() | st.sampled_from(["gym", "pool", "rink", "field"])
WRITES = st.none() | st.integers(0, 40)
SHARED = st.sets(st.sampled_from("abcdef"), max_size=4).map(lambda names: tuple(sorted(names)))


@st.composite
def target_lists(draw: st.DrawFn) -> list[Target]:
    parts = draw(st.lists(st.tuples(WRITES, AFFINITIES, SHARED), max_size=400))
    return [Target(f"{n:04d}", *part) for n, part in enumerate(parts)]


def cut(
    targets: list[Target],
    lanes: int,
    *,
    lane_batches: int = 1,
    batch_writes: int = 0,
    legs: tuple[int, ...] = (),
) -> list[PlannedBatch]:
    """Cut in several legs, each ended behind so many targets."""
    batches: list[PlannedBatch] = []
    counts: tuple[int, ...] = ()
    for begin, end in zip((0, *legs), (*legs, len(targets)), strict=True):
        cutter = Cutter(
            lanes=lanes,
            writes=2,
            lane_batches=lane_batches,
            batch_writes=batch_writes,
            batches=counts,
        )
        for target in targets[begin:end]:
            batches += cutter.add(target)
        batches += cutter.flush()
        counts = tuple(cutter.batches)
    return batches


@given(
    target_lists(),
    st.integers(1, 64),
    st.integers(1, 5),
    st.integers(0, 50),
    st.lists(st.integers(0, 400), max_size=3).map(sorted),
)
def test_every_target_once_no_batch_over_its_writes_neighbours_in_order(
    targets: list[Target], lanes: int, lane_batches: int, batch_writes: int, legs: list[int]
) -> None:
    ends = tuple(min(leg, len(targets)) for leg in legs)
    batches = cut(targets, lanes, lane_batches=lane_batches, batch_writes=batch_writes, legs=ends)
    by_key = {target.key: target for target in targets}

    planned = Counter(key for batch in batches for key in batch.targets)
    assert planned == Counter(list(by_key))

    for batch in batches:
        assert batch.targets
        assert 0 <= batch.lane < lanes
        writes = sum(2 if (w := by_key[key].writes) is None else w for key in batch.targets)
        shared = {name for key in batch.targets for name in by_key[key].shared}
        assert writes + len(shared) <= EFFECTS_LIMIT - batch_writes

    by_lane: dict[int, list[PlannedBatch]] = defaultdict(list)
    for batch in batches:
        by_lane[batch.lane].append(batch)
    for found in by_lane.values():
        assert sorted(batch.index for batch in found) == list(range(len(found)))

    homes: dict[str, set[int]] = defaultdict(set)
    order: dict[str, list[str]] = defaultdict(list)
    for batch in sorted(batches, key=lambda one: (one.lane, one.index)):
        for key in batch.targets:
            near = by_key[key].affinity
            if near is not None:
                homes[near].add(batch.lane)
                order[near].append(key)
    for near, lanes_of in homes.items():
        assert len(lanes_of) == 1
        assert order[near] == sorted(order[near])


@pytest.mark.parametrize(
    ("targets", "lanes", "sizes"),
    [
        (0, 64, {}),
        (1, 64, {0: [1]}),
        (49, 64, {0: [49]}),
        (50, 64, {0: [49], 1: [1]}),
        (49 * 3, 2, {0: [49, 49], 1: [49]}),
        (49 * 3, 1, {0: [49, 49, 49]}),
    ],
)
def test_no_more_lanes_than_batches(targets: int, lanes: int, sizes: dict[int, list[int]]) -> None:
    batches = cut([Target(f"{n:04d}") for n in range(targets)], lanes)
    found: dict[int, list[int]] = defaultdict(list)
    for batch in sorted(batches, key=lambda one: (one.lane, one.index)):
        found[batch.lane].append(len(batch.targets))
    assert found == sizes


@pytest.mark.parametrize(
    ("batches", "in_lanes"),
    [(1, [1]), (4, [4]), (5, [4, 1]), (12, [4, 4, 4]), (13, [5, 4, 4]), (15, [5, 5, 5])],
)
@pytest.mark.parametrize("legs", [(), (4 * 49,), (49, 2 * 49, 3 * 49)])
def test_a_lane_is_given_some_batches_before_the_next_one_and_in_the_end_all_have_as_many(
    batches: int, in_lanes: list[int], legs: tuple[int, ...]
) -> None:
    targets = [Target(f"{n:04d}") for n in range(batches * 49)]
    ends = tuple(leg for leg in legs if leg < len(targets))

    found = cut(targets, 3, lane_batches=4, legs=ends)

    of_lane = Counter(batch.lane for batch in found)
    assert [of_lane[lane] for lane in sorted(of_lane)] == in_lanes


def test_it_goes_on_when_the_number_of_lanes_was_changed_between_two_legs() -> None:
    cutter = Cutter(lanes=64, writes=2, batches=(5, 4, 4))
    assert cutter.add(Target("a")) == []
    assert [batch.lane for batch in cutter.flush()] == [1]


def test_a_target_that_fits_into_no_batch_is_planned_alone() -> None:
    targets = [Target("a"), Target("b", writes=99), Target("c")]
    assert [batch.targets for batch in cut(targets, 1)] == [("a",), ("b",), ("c",)]


def test_what_targets_share_takes_one_write_of_their_batch() -> None:
    targets = [Target(f"{n:04d}", writes=1, shared=("sheet", "permit")) for n in range(2 * 96 + 1)]
    assert [len(batch.targets) for batch in cut(targets, 1)] == [96, 96, 1]


def test_a_target_that_shares_too_much_is_planned_alone() -> None:
    shared = tuple(f"{n}" for n in range(EFFECTS_LIMIT + 1))
    targets = [Target("a"), Target("b", shared=shared), Target("c")]
    assert [batch.targets for batch in cut(targets, 1)] == [("a",), ("b",), ("c",)]


def test_targets_that_write_nothing_make_no_batch_without_end() -> None:
    targets = [Target(f"{n:04d}", writes=0) for n in range(3 * TARGETS_LIMIT + 1)]
    sizes = [len(batch.targets) for batch in cut(targets, 1)]
    assert sizes == [TARGETS_LIMIT] * 3 + [1]


def test_the_longest_keys_of_a_batch_fit_into_one_row() -> None:
    keys = [f"{n:03d}".ljust(KEY_BYTES, "x") for n in range(TARGETS_LIMIT)]
    [batch] = cut([Target(key, writes=0) for key in keys], 1)
    assert row_size(Key("P", "S"), {"targets": list(batch.targets)}) < ITEM_BYTES


@pytest.mark.parametrize("key", ["x" * (KEY_BYTES + 1), "é" * (KEY_BYTES // 2 + 1), "a\ud800"])
def test_a_key_that_cannot_be_written_down_fails_the_plan(key: str) -> None:
    with pytest.raises(CannotPlan):
        Cutter(lanes=1, writes=1).add(Target(key))
