"""A day on which nothing goes right: everything at once, in an order that a seed decides."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

from legwork.domain.stop_when import StopWhen
from legwork.store import keys, thresholds
from legwork.testing.faults import Call
from legwork.testing.fleet import Fleet, NotSettled
from legwork.testing.indexes import LateIndexes
from legwork.testing.running_calls import RunningCalls
from legwork.usecases.purge import LONGEST_DELAY
from tests.chaos.checks import broken, exhumed, orphans, overdue
from tests.chaos.counting import count_ends, purged_tasks
from tests.chaos.disasters import Disasters
from tests.chaos.staff import Staff
from tests.chaos.story import Watched, tell_of_changes, troubles
from tests.chaos.town import ACCOUNTS, little_room, town
from tests.chaos.weather import Weather

ROUNDS = 90
CALLING = 65
"""Rounds in which staff call; in the others what they have begun is worked on."""
IMPATIENCE = 0.3
"""How often staff press the button twice."""
DISASTERS, LONG_DISASTERS = 0.01, 0.04
"""How often something befalls everybody, a round."""
SIDE_BY_SIDE = 4
"""Calls and workers under way at once."""
STOPS_WRITING, STOPS_READING = 0.5, 0.08
"""How often a call stands still before a port call, and lets others go on."""
HASTE = 0.35
"""How often one gets through without stopping, while others stand still."""
SKEW_SECONDS = 8.0
"""Most that a machine's watch is wrong."""
DELAY_SECONDS = 400.0
LAG_SECONDS = (0.0, 3.0, 60.0)
"""Most that a row takes to an index. Days differ."""
CAREFUL_DAYS = 0.3
"""How many days an account has a threshold."""
LONG_DAYS = 0.08
"""How many days are long ones, on which days pass."""
WAITING = [keys.waiting_partition(account) for account in ACCOUNTS]
_MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Report:
    """What a day was like."""

    seed: int
    problems: list[str] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)


def run(
    seed: int,
    say: Callable[[str], None] | None = None,
    *,
    plant: Callable[[Fleet], None] = lambda _: None,
) -> Report:
    """Live through the day of a seed.

    Args:
        seed: decides everything.
        say: told what happens, for people.
        plant: breaks something of the engine beforehand, to see whether it is found.
    """
    with little_room(), troubles() as found:
        day = _Day(seed, say)
        plant(day.fleet)
        report = day.run()
    report.problems += found
    return report


class _Day:
    def __init__(self, seed: int, say: Callable[[str], None] | None) -> None:
        self.dice = random.Random(seed)
        self.report = Report(seed)
        self.tally = self.report.tally
        self._say = say
        twice = self.dice.random() < 0.3
        settings = replace(
            town().settings,
            twice=twice,
            running_max=self.dice.choice((1, 2, 20)),
            receives=self.dice.choice((2, 3, 5)),
            slice=self.dice.choice((timedelta(0), timedelta(0), timedelta(seconds=8))),
            # Each copy of a delivery that has to wait sends itself on: doubled again and again,
            # they would be a flood.
            mails_per_second=1_000 if twice else self.dice.choice((1_000, 2)),
        )
        self.fleet = Watched(settings, seed=seed, like=town(), tally=self.tally)
        if say:
            tell_of_changes(self.fleet, say)
        self.staff = Staff(self.fleet, self.dice, self.tally)
        self.running = RunningCalls(self.fleet.faults, stops=self._stops)
        self.weather = Weather(self.dice, self.tally, self.fleet.clock, say)
        self.disasters = Disasters(
            self.fleet, self.running, self.weather, self.dice, self.tally, say or (lambda _: None)
        )
        self.is_long = self.dice.random() < LONG_DAYS
        self.names: dict[int, str] = {}
        self._delay_indexes()
        self._set_thresholds()

    def _delay_indexes(self) -> None:
        """Rows come to the indexes late, or so late."""
        lag = self.dice.choice(LAG_SECONDS)
        self.fleet.tables.tasks.rows.index_with(
            LateIndexes(self.fleet.clock, lambda: timedelta(seconds=self.dice.uniform(0, lag)))
        )
        self.tally["days with late indexes"] += lag > 0

    def _set_thresholds(self) -> None:
        """On some days tasks pause themselves at the first errors."""
        if self.dice.random() < CAREFUL_DAYS:
            default = StopWhen(errors=self.dice.choice((1, 2)))
            thresholds.put_default(self.fleet.tables, ACCOUNTS[0], default, None)

    def run(self) -> Report:
        faults = self.fleet.faults
        calm = faults.plan, faults.takes
        faults.plan, faults.takes = self.weather, self.weather.takes
        for number in range(ROUNDS):
            self._round(calling=number < CALLING)
        faults.plan, faults.takes = calm
        while self.running.under_way:
            self._go_on()
        self.report.problems += self._evening()
        return self.report

    def _round(self, *, calling: bool) -> None:
        if self.dice.random() < (LONG_DISASTERS if self.is_long else DISASTERS):
            self._disaster()
        chance = self.dice.random()
        if chance < 0.06:
            self._disturb_a_message()
        elif chance < 0.07 and self.fleet.stream:
            self._lose_an_end()
        elif chance < 0.16:
            self._pass_time()
        elif chance < 0.3 and calling:
            name, call = self.staff.call()
            for _ in range(1 + (self.dice.random() < IMPATIENCE)):
                self._take_on(name, call)
        else:
            self._deliver()
        for _ in range(self.dice.randrange(4)):
            if self.running.under_way:
                self._go_on()
        waiting = self.fleet.tables.tasks.rows.sorts
        self.tally["a task waits for its turn"] += any(map(waiting.get, WAITING))

    def _disaster(self) -> None:
        strikes = [self.disasters.throttle, self.disasters.restart]
        strikes += [self.disasters.pass_days] * 4 * self.is_long
        self.dice.choice(strikes)()

    # --- Those who are at work ---------------------------------------------------------------

    def _take_on(self, name: str, call: Callable[[], object]) -> None:
        if len(self.running.under_way) >= SIDE_BY_SIDE:
            self._go_on()
        ahead = timedelta(seconds=self.dice.uniform(-SKEW_SECONDS, SKEW_SECONDS))
        self.tally["watch ahead" if ahead > timedelta(0) else "watch behind"] += 1
        if self._say:
            self._say(f"{self._time()} begins, watch {ahead.total_seconds():+.0f} s: {name}")
        if self.dice.random() < HASTE:
            self._at_work(call, ahead)
            return
        hand = self.running.start(partial(self._at_work, call, ahead))
        self.names[id(hand)] = name

    def _stops(self, call: Call) -> bool:
        """Mostly between what was read and what is written: there others do harm."""
        return self.dice.random() < (STOPS_WRITING if call.writes else STOPS_READING)

    def _at_work(self, call: Callable[[], object], ahead: timedelta) -> None:
        before = self.fleet.wristwatch.ahead.set(ahead)
        try:
            call()
        except Exception as problem:  # noqa: BLE001 -- what a caller should never see
            self.report.problems.append(f"a call was answered {problem!r}")
        finally:
            self.fleet.wristwatch.ahead.reset(before)

    def _go_on(self) -> None:
        hand = self.dice.choice(self.running.under_way)
        if self._say:
            self._say(f"{self._time()} {self.names[id(hand)]}")
        self.running.go_on(hand)
        if self._say and hand.over:
            self._say(f"{self._time()} {self.names[id(hand)]}: over")

    # --- Messages and time -------------------------------------------------------------------

    def _deliver(self) -> None:
        if self.fleet.inbox.due() or self.fleet.stream or self.fleet.inbox.dead:
            self._take_on("a worker", self.fleet.step)

    def _disturb_a_message(self) -> None:
        waiting = self.fleet.inbox.waiting
        if not waiting:
            return
        chosen = self.dice.choice(waiting)
        what = self.dice.choice(("lost", "duplicated", "delayed"))
        if what == "lost":
            waiting.remove(chosen)
        elif what == "duplicated":
            waiting.append(replace(chosen, due=self.fleet.clock.now(), received=0))
        else:
            chosen.due += timedelta(seconds=self.dice.uniform(0, DELAY_SECONDS))
        self.tally[f"message {what}"] += 1
        if self._say:
            self._say(f"{self._time()} {what}: {chosen.message}")

    def _lose_an_end(self) -> None:
        """Nobody could announce it: it is in the dead-letter queue by now."""
        task = self.fleet.stream.popleft()
        self.tally["ends of tasks lost on their way"] += 1
        if self._say:
            self._say(f"{self._time()} lost: the end of task {task.ref.id[-4:]}")

    def _pass_time(self) -> None:
        """To the next moment at which something is due, or some minutes on."""
        now = self.fleet.clock.now()
        minute = now.replace(second=0, microsecond=0) + _MINUTE
        if self.dice.random() < 0.3:
            minute += self.dice.randrange(5) * _MINUTE
        due = [d.due for d in self.fleet.inbox.waiting if d.due > now]
        moment = min([minute, *due])
        self.fleet.clock.advance(moment - now)
        self.disasters.sweep()
        if moment == minute:
            self._take_on("the watchdog", self.fleet.watch_over)

    def _time(self) -> str:
        return f"{self.fleet.clock.now():%H:%M:%S}"

    # --- When all is over --------------------------------------------------------------------

    def _evening(self) -> list[str]:
        try:
            self.staff.let_all_go_on()
            self.fleet.settle()
            while self.fleet.paused():
                self.staff.let_all_go_on()
                self.fleet.settle()
        except NotSettled as stuck:
            return [f"not settled: {stuck}"]
        surprises = [f"surprise: {surprise!r}" for surprise in self.fleet.surprises]
        surprises += [*self.disasters.complaints, *self.fleet.complaints]
        surprises += self.fleet.stillness.complaints
        whole = exhumed(self.fleet)
        found = [*surprises, *broken(whole, self.staff)]
        if found:
            return found
        found = self._purged()
        count_ends(whole, purged_tasks(self.fleet), self.tally)
        return found

    def _purged(self) -> list[str]:
        """Whatever was deleted or cancelled is gone soon, with all that belongs to it.

        Time passes: Autopilot may run what it has shown, and that may pause itself.
        """
        for _ in range(4):
            self.staff.let_all_go_on()
            while self.fleet.step():
                pass
            if not overdue(self.fleet):
                return orphans(self.fleet)
            self.fleet.clock.advance(LONGEST_DELAY)
            self.fleet.watch_over()
        return [f"task {ref.id} is not purged" for ref in overdue(self.fleet)]
