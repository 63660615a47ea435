"""What befalls a whole region: all workers die at once, a table throttles, days pass."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TypeVar

from legwork.domain.effect import Item, Key
from legwork.store import keys, task_rows
from legwork.testing.faults import Plan, crash_before
from legwork.testing.queues import Delivery
from legwork.testing.running_calls import RunningCalls
from tests.chaos.story import Watched
from tests.chaos.weather import Weather

T = TypeVar("T")
AGAIN = 20
"""How many messages come again at most that were worked on long ago, and as many ends of tasks."""
SWEPT = 0.4
"""How many of the rows whose time is over are removed at a time: on AWS it takes up to two days."""
THROTTLED_MINUTES = 6.0
STEPS = (2, 10, 40)
"""How many times half a day to six days pass in one go."""
RETENTION = timedelta(days=14)
"""How long a queue keeps a message."""


class Disasters:
    """Strikes everybody at once.

    Args:
        fleet: whom.
        running: those who are under way.
        weather: knows which table throttles.
        dice: decide.
        tally: every strike is counted here.
        say: told of every strike.
    """

    def __init__(
        self,
        fleet: Watched,
        running: RunningCalls,
        weather: Weather,
        dice: random.Random,
        tally: Counter[str],
        say: Callable[[str], None],
    ) -> None:
        self._fleet, self._running, self._weather = fleet, running, weather
        self._dice, self._tally, self._say = dice, tally, say
        self.complaints: list[str] = []
        """Rows that their time of expiry took away too early."""

    def throttle(self) -> None:
        """A table refuses every call for minutes."""
        table = self._dice.choice(("tasks", "records"))
        time = timedelta(minutes=self._dice.uniform(1, THROTTLED_MINUTES))
        self._weather.throttle(table, time)
        self._tally["tables throttled for minutes"] += 1
        self._say(f"THE TABLE OF {table.upper()} THROTTLES FOR {time}")

    def restart(self) -> None:
        """Everybody dies; then all messages come again, and ends of tasks that were announced."""
        self._say("ALL WORKERS DIE, ALL MESSAGES COME AGAIN")
        self._kill_all()
        fleet, now = self._fleet, self._fleet.clock.now()
        for delivery in fleet.inbox.waiting:
            if delivery.received:
                delivery.due = now
        again = self._some(fleet.worked_on)
        fleet.inbox.waiting += [Delivery(message, now) for message in again]
        fleet.stream.extend(self._some(fleet.announced))
        self._tally["restarts"] += 1
        self._tally["messages that came again after their work"] += len(again)

    def _some(self, things: list[T]) -> list[T]:
        return self._dice.sample(things, min(len(things), self._dice.randrange(AGAIN)))

    def _kill_all(self) -> None:
        with self._plan(lambda _: crash_before):
            while self._running.under_way:
                self._running.go_on(self._running.under_way[0])

    # --- Days that pass ----------------------------------------------------------------------

    def pass_days(self) -> None:
        """Days on which only the watchdog and the purges run: all other messages are lost."""
        self._kill_all()
        passed = timedelta(0)
        for _ in range(self._dice.choice(STEPS)):
            passed += (some := timedelta(days=self._dice.uniform(0.5, 6)))
            self._fleet.clock.advance(some)
            self.sweep()
            with self._plan(lambda _: None):
                self._fleet.watch_over()
                self._fleet.purge_all()
        if passed > RETENTION:
            self._fleet.lose_messages()
        self._tally["days passed"] += passed.days
        self._say(f"{passed.days} DAYS PASS")

    def sweep(self) -> None:
        """Remove some of the rows whose time is over, as DynamoDB does: sooner or later."""
        now = self._fleet.clock.now().timestamp()
        for table in (self._fleet.tables.tasks, self._fleet.tables.records):
            over = [key for key, row in table.rows.items() if row.get("expires_at", now) < now]
            swept = [key for key in over if self._dice.random() < SWEPT]
            for key in swept:
                self._say(f"   its time is over: {key.partition} {key.sort}")
                self.complaints += self._missed(key, table.rows[key])
            table.delete_many(swept)
            self._tally["rows removed when their time was over"] += len(swept)

    def _missed(self, key: Key, row: Item) -> Iterator[str]:
        """A row of a task must not go before the task does."""
        _, task_id, *lane = key.partition.split("#")
        if not lane or not key.partition.startswith(keys.TASK):
            return
        for found, values in self._fleet.tables.tasks.rows.items():
            if found.sort in {f"{keys.TASK}{task_id}", f"{keys.INLINE}{task_id}"}:
                task = task_rows.from_row(values)
                planned = f"{keys.PLAN}{task.attempt:03d}" if task.lanes else "of no plan"
                counts = not key.sort.startswith(keys.PLAN) or key.sort.startswith(planned)
                if counts and not task.is_gone(self._fleet.clock.now()):
                    yield f"task {task_id} is {task.state}, and its row {key.sort} goes: {row}"

    @contextmanager
    def _plan(self, plan: Plan) -> Iterator[None]:
        faults = self._fleet.faults
        before, faults.plan = faults.plan, plan
        try:
            yield
        finally:
            faults.plan = before
