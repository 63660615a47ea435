"""Assign keywords to records of a type, or take them away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from legwork.domain.effect import Effect, Item, Key, Present, Update, as_read
from legwork.domain.kind import Context, Ending, Finished, Kind, Performed
from legwork.domain.outcome import Verdict
from legwork.domain.permission import Permission
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.domain.reverse import (
    Reverse,
    Undoing,
    cannot_undo,
    edited_since,
    forgotten,
    nothing_to_compare,
    summing_up,
)
from legwork.domain.task import Result
from legwork.trade.families import keyword as keywords
from legwork.trade.families.keyword import KEYWORDS_LIMIT, KeywordType
from legwork.trade.families.rules import filed
from legwork.trade.families.rules.filed import id_of, key_of, keywords_of
from legwork.trade.families.rules.filing_choice import FilingParams, check

CODES = {
    "has_already": "It has all of the keywords already.",
    "has_not": "It has none of the keywords.",
    "too_many_keywords": "It would have more keywords than a record may have.",
    "gone": "There is no such record any more, or it is of another type by now.",
    "other_type": "Somebody has used the keyword for another type of record meanwhile.",
}
"""What its codes mean."""
_TALLY = "keywords"
ALL = 1
"""What is remembered of a record that got (or lost) all of the keywords; else which ones."""


def _check(params: FilingParams, records: Records, _now: datetime) -> None:
    check(params.chosen, params.keywords, records, adding=params.action == "add")


def _targets(params: FilingParams, records: Records, after: str | None) -> Iterator[Target]:
    known = keywords.find(params.keywords, records)
    new = tuple(f"keyword {name}" for name in params.keywords if name not in known)
    for key in filed.targets(params.chosen, records, after):
        yield Target(key, shared=new)


def _perform(
    targets: Sequence[str], records: Records, context: Context[FilingParams]
) -> Sequence[Performed]:
    params, of = context.params, context.params.of
    keys = [key_of(of, target) for target in targets]
    asked = [keywords.keyword_key(name) for name in params.keywords]
    found = records.get([*keys, *asked])
    known = {
        one.name: one for one in map(keywords.from_item, (found[k] for k in asked if k in found))
    }
    for name in params.keywords:
        if name in known and known[name].type is not of:
            sentence = f"'{name}' is a keyword for {known[name].type.value} by now."
            return [Performed.error("other_type", sentence)] * len(keys)
    used = [*keywords.use(params.keywords, of, known)] if params.action == "add" else []
    return [_file(key, found.get(key), params, used) for key in keys]


def _file(key: Key, item: Item | None, params: FilingParams, used: Sequence[Effect]) -> Performed:
    kept = None if item is None else keywords_of(params.of, item)
    if item is None or kept is None:
        return Performed.skipped("gone", f"There is no such {params.type} any more.")
    before, named = {*kept}, {*params.keywords}
    after = before | named if params.action == "add" else before - named
    if after == before:
        if params.action == "add":
            return Performed.skipped("has_already", "It has them already.")
        return Performed.skipped("has_not", "It has none of them.")
    if len(after) > KEYWORDS_LIMIT:
        sentence = f"It would have {len(after)} keywords; {KEYWORDS_LIMIT} is the most."
        return Performed.error("too_many_keywords", sentence)
    expect = (Present(), *as_read(item, "keywords", "type"))
    update = Update(key, set={"keywords": sorted(after)}, expect=expect)
    changed = before ^ after
    memory = ALL if changed == named else sorted(changed)
    return Performed(Verdict(), [update, *used], {_TALLY: len(changed)}, memory=memory)


def _take_back(
    targets: Sequence[str], records: Records, undoing: Undoing[FilingParams]
) -> Sequence[Performed]:
    params = undoing.params
    keys = [key_of(params.of, target) for target in targets]
    asked = [keywords.keyword_key(name) for name in params.keywords]
    found = records.get([*keys, *asked])
    known = {
        one.name
        for one in map(keywords.from_item, (found[k] for k in asked if k in found))
        if one.type is params.of
    }
    return [
        _unfile(key, found.get(key), undoing.memory.get(target), params, known)
        for key, target in zip(keys, targets, strict=True)
    ]


def _unfile(
    key: Key, item: Item | None, memory: Any, params: FilingParams, known: set[str]
) -> Performed:
    if memory is None:
        return forgotten()
    kept = None if item is None else keywords_of(params.of, item)
    if item is None or kept is None:
        return edited_since(f"There is no such {params.type} any more.")
    before, named = {*kept}, {*(params.keywords if memory == ALL else memory)}
    after = before - named if params.action == "add" else before | named
    if after == before:
        return edited_since("Somebody has put that right already.")
    if params.action == "remove" and not named <= known:
        return cannot_undo(f"A keyword of it is none for {params.type} any more.")
    if len(after) > KEYWORDS_LIMIT:
        return cannot_undo(f"It would have {len(after)} keywords; {KEYWORDS_LIMIT} is the most.")
    expect = (Present(), *as_read(item, "keywords", "type"))
    left = {"keywords": sorted(after)}
    # A student without keywords has no such attribute.
    bare = not after and params.of is KeywordType.STUDENT
    gone = Update(key, remove=("keywords",), expect=expect)
    update = gone if bare else Update(key, set=left, expect=expect)
    return Performed(Verdict(), [update], {_TALLY: -len(before ^ after)})


def _finish(ending: Ending[FilingParams], _records: Records) -> Finished:
    done, number = ending.counts.succeeded, ending.tallies.get(_TALLY, 0)
    how = "added to" if ending.params.action == "add" else "removed from"
    records = "record" if done == 1 else "records"
    words = "keyword" if number == 1 else "keywords"
    summary = f"{number:,} {words} {how} {done:,} {records} ({ending.params.type})."
    return Finished(result=Result("records", "keywords", "", summary))


def _verify(
    ending: Ending[FilingParams], outcomes: Iterable[tuple[str, Verdict]], records: Records
) -> Iterator[str]:
    """That the keywords are of the type; records may have lost them again since."""
    if ending.params.action == "add" and any(verdict.done for _, verdict in outcomes):
        known = keywords.find(ending.params.keywords, records)
        for name in ending.params.keywords:
            if name not in known or known[name].type.value != ending.params.type:
                yield f"'{name}' was assigned, and is no keyword for {ending.params.type}"


def _describe(params: FilingParams) -> str:
    verb = "Assign" if params.action == "add" else "Remove"
    return f"{verb} {', '.join(params.keywords)} ({params.type})"[:200]


KIND = Kind(
    name="assign_keywords",
    title="Assign Keywords",
    permission=Permission.KEYWORDS,
    params=FilingParams,
    describe=_describe,
    check=_check,
    targets=_targets,
    perform=_perform,
    finish=_finish,
    verify=_verify,
    label=lambda params, key: id_of(params.of, key),
    reverse=Reverse(
        perform=_take_back,
        finish=summing_up(lambda _params, said: Result("records", "keywords", "", said)),
        verify=nothing_to_compare,
    ),
)

RULES = (
    "A keyword is of one type; one of another type is refused at launch.",
    "Undone, each record loses (or gets back) just those keywords that the task changed.",
    ("What has the keywords already (or has none of them, when they are taken away) is skipped."),
)
"""What staff rely on, for the page about the kinds."""
