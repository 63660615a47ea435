"""The command behind ``make chaos``: what it prints, and when it fails."""

from collections import Counter

import pytest
from typer.testing import CliRunner, Result

from tests.chaos import __main__ as command
from tests.chaos import tally
from tests.chaos.day import Report

EVERYTHING = Counter(name for section in tally.SECTIONS.values() for name in section)


def chaos(
    patch: pytest.MonkeyPatch, *options: str, broken: int | None = None, never: str | None = None
) -> Result:
    """The command over days of which one breaks a promise, and on which something never happens."""

    def day(seed: int) -> Report:
        happened = Counter({name: 1 for name in EVERYTHING if name != never})
        return Report(seed, ["a target was billed twice"] if seed == broken else [], happened)

    patch.setattr(command, "run", day)
    return CliRunner().invoke(command.app, ["--processes", "1", "--seeds", "10", *options])


def test_days_on_which_all_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    result = chaos(monkeypatch)
    assert result.exit_code == 0
    assert "10 days in" in result.output
    assert "0 with a broken promise" in result.output


def test_a_broken_promise_fails_and_says_how_to_see_it_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    result = chaos(monkeypatch, "--first", "40", broken=43)
    assert result.exit_code == 1
    assert "a target was billed twice" in result.output
    assert "make chaos SEED=43" in result.output


def test_chaos_that_leaves_something_out_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    result = chaos(monkeypatch, never="message lost")
    assert result.exit_code == 1
    assert "Never happened: message lost" in result.output


def test_one_day_again_with_its_log() -> None:
    result = CliRunner().invoke(command.app, ["--seed", "7"])
    assert result.exit_code == 0
    assert "transact" in result.output
    assert "Seed 7: 0 problems." in result.output
