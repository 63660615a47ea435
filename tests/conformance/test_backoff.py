"""Pauses grow, but not beyond the longest, and end."""

from legwork.adapters.backoff import Backoff


def test_pauses_grow_to_the_longest_and_end() -> None:
    longest: dict[int, float] = {}
    for _ in range(300):
        slept: list[float] = []
        backoff = Backoff(tries=6, base=0.1, longest=0.5, sleep=slept.append)

        assert list(backoff.pauses()) == [True] * 5
        for number, seconds in enumerate(slept):
            longest[number] = max(longest.get(number, 0), seconds)

    limits = [0.1, 0.2, 0.4, 0.5, 0.5]
    assert [limit * 0.8 < longest[n] <= limit for n, limit in enumerate(limits)] == [True] * 5


def test_no_pause_follows_the_only_try() -> None:
    assert list(Backoff(tries=1).pauses()) == []
