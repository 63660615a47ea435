"""When a task will end: from the pace of its lanes and the rate of its mail, with a range.

What nobody can know is how many others will want the same workers. So the range is spanned by
what its lanes show: their pace since they were opened, and how many of them are driven just now.
Where these agree it is narrow; where the load has changed it is wide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from statistics import median

from legwork.domain.lane import Lane
from legwork.domain.notice import NOTICES_OF_CALL
from legwork.domain.outcome import Counts
from legwork.domain.task import Task, TaskState

_LEAST_DOUBT = 0.15
"""Of what is left: load comes and goes."""
_DOUBT_OF_ONE = 0.6
"""Of what is left, after one batch; it falls with the root of their number."""
_LATELY = 8
"""The last calls of the mail service that tell how fast mail leaves lately. Lanes take turns, so
they are of different ones."""
_IDLE_BEATS = 4
"""Batches that nobody has committed for as long as these take: nobody drives a lane."""
_WAITED = 4
"""Who has waited for some time may have to wait for as many times as much."""
_WHOLE_RATE = 0.85
"""Share of the account's rate from which on a task has it to itself."""
_SERVED_LATER = 2.5
_BOOKED_AHEAD = 60.0
"""Seconds: so far ahead an account's time to send is given away at most (``store/sending.py``)."""
_ROUND = 1.3
"""As many times as long it takes until a lane's turn to send comes, where others send as well."""
_EARLIEST_END = 1.5
"""Seconds by which a task may end sooner: workers have begun more than they have committed."""
_LATEST_END = 3.0
"""Seconds from the last batch or mail to the end of the task, at most, as a rule."""
_FILE_SECONDS = 10.0
_FILE_TARGETS_A_SECOND = 5_000
"""A file that is made of its targets' lines: what it takes at most, as a rule."""


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """When a task is likely to end, and between which moments it should."""

    earliest: datetime
    likely: datetime
    latest: datetime

    def behind(self, other: TimeLeft, now: datetime) -> TimeLeft:
        """When it ends if it begins only once another one has ended."""
        return TimeLeft(
            other.earliest + (self.earliest - now),
            other.likely + (self.likely - now),
            other.latest + (self.latest - now),
        )


@dataclass(frozen=True, slots=True)
class MailRate:
    """How fast the account of a task may send."""

    per_second: int | None = None
    """Nothing where that is not known: then mail is foreseen by its own pace alone."""
    booked_until: datetime | None = None
    """Until when the account's time to send is given away."""


@dataclass(frozen=True, slots=True)
class _Seconds:
    """From now on."""

    least: float
    likely: float
    most: float

    def and_(self, other: _Seconds) -> _Seconds:
        """Until both have come to an end that go on side by side."""
        return _Seconds(
            max(self.least, other.least),
            max(self.likely, other.likely),
            max(self.most, other.most),
        )


def time_left(
    task: Task,
    lanes: Iterable[Lane],
    now: datetime,
    *,
    mail: MailRate | None = None,
    makes_file: bool = False,
) -> TimeLeft | None:
    """When a task will end that goes on; nothing while too little is known, or once it has ended.

    Of one that waits for its turn it is said as if the turn came now.

    Args:
        task: as it was read.
        lanes: all of its lanes, as they were read.
        now: this moment.
        mail: how fast its mail may leave.
        makes_file: whether it makes a file before it ends.
    """
    found = list(lanes)
    if task.state is TaskState.FINISHING:
        return _from(now, _Seconds(0, 1, _LATEST_END))
    resumed = task.state is TaskState.QUEUED and bool(task.lanes)
    if not (task.state is TaskState.RUNNING or resumed) or not found:
        return None
    if len(found) < len(task.lanes):
        return None
    work = _work(task, found, now, resumed=resumed)
    post = _mail(task, found, now, mail or MailRate())
    if work is None or post is None:
        return None
    both = work.and_(post)
    file = _FILE_SECONDS + task.total / _FILE_TARGETS_A_SECOND if makes_file else 0.0
    return _from(
        now,
        _Seconds(
            both.least - _EARLIEST_END, both.likely + file / 4, both.most + file + _LATEST_END
        ),
    )


def _from(now: datetime, seconds: _Seconds) -> TimeLeft:
    most = timedelta(days=400)

    def moment(after: float) -> datetime:
        return now + min(timedelta(seconds=min(max(after, 0.0), 1e9)), most)

    return TimeLeft(moment(seconds.least), moment(seconds.likely), moment(seconds.most))


def _work(task: Task, lanes: Sequence[Lane], now: datetime, *, resumed: bool) -> _Seconds | None:
    """Until all batches are committed."""
    open_ = [lane for lane in lanes if not lane.done]
    if not open_:
        return _Seconds(0, 0, 0)
    # One that waits goes on as fast as it did before it was stopped.
    until = max(lane.moved_at for lane in lanes) if resumed else now
    done = sum(lane.cursor - (lane.pace.opened if lane.pace else 0) for lane in lanes)
    began = min(lane.opened_at or task.started_at or task.created_at for lane in lanes)
    overall = done / max((until - began).total_seconds(), 0.001)
    if done <= 0:
        return None
    left = sum(lane.batches - lane.cursor for lane in open_)
    longest = max(lane.batches - lane.cursor for lane in open_)
    beats = [lane.pace.beat.total_seconds() for lane in lanes if lane.pace and lane.pace.beat]
    doubt = _LEAST_DOUBT + _DOUBT_OF_ONE / sqrt(done)
    if not beats or resumed:
        least = (left - len(open_)) / overall * (1 - min(doubt, 0.9))
        return _Seconds(least, left / overall, left / overall * (1 + doubt))
    beat = median(beats) or 0.001
    slow, fast = _rates_of_now(open_, until, beat)
    idle = (until - max(lane.moved_at for lane in open_)).total_seconds()
    if idle > _IDLE_BEATS * beat:
        # All wait for a worker, behind others: nobody knows how many those are, but they have been
        # waited for before, and so far.
        most = left / min(overall, slow) * (1 + doubt) + _WAITED * idle
        return _Seconds((longest - 1) * beat * 0.5, left / overall + idle, most)
    if slow <= overall <= fast:
        # As many drive it as have all the time: that is known much better than how many do now.
        slow = fast = overall
    least = max(left / max(fast, overall) - beat, (longest - 1) * beat)
    likely = max(left / sqrt(overall * min(max(overall, slow), fast)), longest * beat)
    most = max(left / min(slow, overall), longest * max(beats)) * (1 + doubt)
    return _Seconds(least * (1 - min(doubt, 0.9)), likely, most + _waits(open_, until))


def _rates_of_now(lanes: Sequence[Lane], now: datetime, beat: float) -> tuple[float, float]:
    """Batches a second by how many lanes somebody seems to drive: the others wait for a worker."""
    within = timedelta(seconds=2 * beat)
    driven = sum(now - lane.moved_at <= within for lane in lanes)
    # Those are missing that began with a batch, or whose batch takes long.
    most = min(1.3 * driven + 2 * sqrt(driven) + 1, len(lanes))
    return max(driven - sqrt(driven), 0.5) / beat, max(most, 1) / beat


def _waits(lanes: Sequence[Lane], now: datetime) -> float:
    """For how long a lane waits for a worker, in seconds."""
    return median(max((now - lane.moved_at).total_seconds(), 0.0) for lane in lanes)


def _mail(task: Task, lanes: Sequence[Lane], now: datetime, rate: MailRate) -> _Seconds | None:
    """Until the fate of every notice is known; of those that are not staged yet, as of others."""
    counts = sum((lane.counts for lane in lanes), Counts())
    staged = sum(lane.notices.staged for lane in lanes)
    left = sum(lane.notices.open for lane in lanes)
    if counts.done:
        left += round(staged / counts.done * (task.total - counts.done))
    if not left:
        return _Seconds(0, 0, 0)
    paces = _mails_a_second(task, lanes, now)
    if rate.per_second is None:
        if not paces:
            return None
        return _Seconds(left / max(paces) * 0.8, left / paces[-1], left / min(paces) * 1.3)
    booked = max((rate.booked_until - now).total_seconds(), 0.0) if rate.booked_until else 0.0
    if not paces:
        return _Seconds(left / rate.per_second * 0.8, left / rate.per_second, left + booked)
    own, call = min(paces[-1], rate.per_second), NOTICES_OF_CALL / rate.per_second
    mailing = [lane for lane in lanes if lane.notices.open]
    least = left / rate.per_second * 0.9 - call
    # Its lanes have a call each that is sent or booked, and one is counted while it is sent.
    if booked > (len(mailing) + 1) * call + 1:
        # Others of the account send as well, however fast its own mail left before they came. A
        # lane's first call waits for what is booked now at most, each other for all that can be.
        rounds = max(-(-lane.notices.open // NOTICES_OF_CALL) for lane in mailing or lanes)
        turns = (booked + (rounds - 1) * _BOOKED_AHEAD) * _ROUND + call
        return _Seconds(least, left / own, max(left / min(paces) * _SERVED_LATER + call, turns))
    if min(paces) > _WHOLE_RATE * rate.per_second:
        return _Seconds(least, left / own, left / own * 1.15 + call)
    # Others may be done soon, or be served first.
    return _Seconds(least, left / own, left / min(paces) * _SERVED_LATER + call)


def _mails_a_second(task: Task, lanes: Sequence[Lane], now: datetime) -> list[float]:
    """How many notices a second are settled: since the gates were opened, and lately."""
    settled = sum(
        lane.notices.staged - lane.notices.open - (lane.settled_from or 0)
        for lane in lanes
        if lane.settled_from is not None or lane.opened_at is None
    )
    if settled <= 0:
        return []
    opened = min(lane.opened_at or task.started_at or task.created_at for lane in lanes)
    overall = settled / max((now - opened).total_seconds(), 0.001)
    last = sorted((lane.settled_at for lane in lanes if lane.settled_at), reverse=True)[:_LATELY]
    if len(last) < _LATELY:
        return [overall]
    staged = sum(lane.notices.staged for lane in lanes)
    a_call = min(NOTICES_OF_CALL, staged / sum(max(lane.cursor, 1) for lane in lanes))
    return [overall, len(last) * a_call / max((now - last[-1]).total_seconds(), 0.001)]
