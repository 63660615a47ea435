"""What must be true of an account's mails and makeup tokens when everything is over."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from legwork.domain.effect import Item
from legwork.domain.notice import Fate, NoticeState
from tests.e2e.fire.works import BLAST, Works
from tests.e2e.school import WEEK

Mail = tuple[str, str]
"""To whom, and its subject."""
CANCELLATION = "Cancelled: "
"""How the subject of a mail begins that tells of a cancelled session."""


def of_mails(works: Works) -> Iterator[str]:
    """Nobody gets a mail twice; who was sent one has it; who has one was sent it, or perhaps."""
    every: dict[Fate, Counter[Mail]] = {fate: Counter() for fate in Fate}
    for what in ("blast", "cancellation"):
        fates = _fates(works, what)
        for fate, mails in fates.items():
            every[fate] += mails
        counted = works.staff.get(works.tasks[what])["progress"]["notices"]
        found = {
            "sent": fates[Fate.SENT].total(),
            "discarded": fates[Fate.DISCARDED].total() + fates[Fate.UNWANTED].total(),
            "in_doubt": fates[Fate.IN_DOUBT].total(),
            "refused": fates[Fate.REFUSED].total(),
        }
        if any(counted[name] != number for name, number in found.items()):
            yield f"{what}: it counts {counted}, its rows {found}"
    wrong = [*_wrong(works.school.mails(), every[Fate.SENT], every[Fate.IN_DOUBT])]
    if wrong:
        yield f"{len(wrong)} mails left too often or not at all, such as {wrong[0]}"


def _wrong(left: Counter[Mail], sure: Counter[Mail], perhaps: Counter[Mail]) -> Iterator[str]:
    for mail in left.keys() | sure.keys():
        if not sure[mail] <= left[mail] <= sure[mail] + perhaps[mail]:
            said = f"{sure[mail]} surely and {perhaps[mail]} perhaps"
            yield f"{mail} left {left[mail]} times, {said}"


def _fates(works: Works, what: str) -> dict[Fate, Counter[Mail]]:
    """What came of each mail that a task has staged; of some nothing may have."""
    fates: dict[Fate, Counter[Mail]] = {fate: Counter() for fate in Fate}
    for row in works.park.notices(works.tasks[what]):
        for (_, _, to, data, *_), fate in zip(row["notices"], _fates_of(row), strict=False):
            fates[fate][to, _subject({**row.get("common", {}), **data})] += 1
    return fates


def _fates_of(row: Item) -> list[Fate]:
    if row["state"] == NoticeState.CLAIMED:
        return [Fate.IN_DOUBT] * len(row["notices"])
    return list(map(Fate, row.get("fates", "")))


def _subject(data: dict[str, Any]) -> str:
    return f"{CANCELLATION}{data['session']}" if "session" in data else BLAST


def of_tokens(works: Works) -> Iterator[str]:
    """A student has one token for each session that the cancellation has seen to, and no other."""
    found = Counter((one["student"], one["session"]) for one in works.school.tokens())
    given = Counter(_given(works))
    if found != given:
        few, many = [*(given - found).elements()], [*(found - given).elements()]
        yield f"tokens that are missing: {few[:3]}, {len(few)} in all; too many: {many[:3]}"


def _given(works: Works) -> Iterator[tuple[str, str]]:
    """Student and session of each token that there should be, by what came of the families."""
    school = works.school
    done = school.outcomes(works.tasks["cancellation"], "succeeded", "warning")
    seen_to = {one["target"] for one in done}
    for place in range(school.families):
        for day in WEEK:
            if f"{school.name} on {day} 09:00, family {school.family(place)}" in seen_to:
                slot = f"{school.name}#{day}T09:00"
                yield from ((student, slot) for student in school.students(place))
