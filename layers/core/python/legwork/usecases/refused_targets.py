"""Which targets of a batch the store will never take: each costs an error, not its batch."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence

from legwork.domain.effect import Effect, Key
from legwork.domain.errors import NotStorable
from legwork.domain.kind import Performed
from legwork.domain.notice import NOTICES_OF_CALL
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.storable import (
    ITEM_BYTES,
    TOO_LARGE,
    TOO_LARGE_CODE,
    TOO_LARGE_TOGETHER,
    TRANSACTION_BYTES,
    effect_size,
    size_of,
)

CODES = {
    "not_storable": "It holds what no record can, such as a number of 39 digits.",
    "too_large": "Its record would be over 400 KB, or its batch over 4 MB; of a batch, a retry "
    "does some more.",
}
"""What its codes mean."""

_log = logging.getLogger(__name__)

NOTICE_BYTES = ITEM_BYTES // NOTICES_OF_CALL - 200
"""What one notice may come to: as many as one call sends lie in one row."""
_BATCH_BYTES = TRANSACTION_BYTES - 3 * ITEM_BYTES
"""What the effects of a batch may come to, beside its ledger row and its notices."""
_TOGETHER = Verdict(Outcome.ERROR, TOO_LARGE_CODE, TOO_LARGE_TOGETHER)


def refused_targets(
    refusal: NotStorable,
    decided: Mapping[str, Performed],
    owners: Sequence[str],
    fits: Callable[[Sequence[Effect]], bool],
) -> dict[str, Verdict]:
    """The verdicts on those targets for which a batch was refused; at least one, if any is left.

    Args:
        refusal: what the store said.
        decided: the targets that are not settled yet, in order, with what they would write.
        owners: of the effects as they were sent, the target that asked for each.
        fits: whether the store takes some effects at all; asked only where nothing else tells.
    """
    if refusal.records:
        # A change of a row: how large it would become, the store alone knows.
        verdict = Verdict(Outcome.ERROR, TOO_LARGE_CODE, TOO_LARGE)
        return {owners[place]: verdict for place in refusal.records}
    found = _never(decided) or _beyond(decided)
    if found:
        return found
    _log.error("the store refuses a batch, and nothing that is known of it says why")
    cannot = Verdict(Outcome.ERROR, refusal.code, str(refusal))
    found = {t: cannot for t, done in decided.items() if done.effects and not fits(done.effects)}
    if found or len(decided) < 2:
        return found or dict.fromkeys(decided, cannot)
    return dict.fromkeys([*decided][len(decided) // 2 :], _TOGETHER)


def _never(decided: Mapping[str, Performed]) -> dict[str, Verdict]:
    """Those with a write that no table takes; of several that add to one record, the first."""
    found: dict[str, Verdict] = {}
    spoilt: set[Key] = set()
    for target, done in decided.items():
        try:
            _check_rest(done)
            for effect in done.effects:
                if effect.key not in spoilt:
                    spoilt.add(effect.key)
                    effect_size(effect)
                    spoilt.discard(effect.key)
        except NotStorable as refusal:
            found[target] = Verdict(Outcome.ERROR, refusal.code, str(refusal))
    return found


def _check_rest(done: Performed) -> None:
    size_of(done.tallies)
    for notice in done.notices:
        if size_of(notice.to) + size_of(notice.data) > NOTICE_BYTES:
            raise NotStorable("Its message is too large to store.", code=TOO_LARGE_CODE)


def _beyond(decided: Mapping[str, Performed]) -> dict[str, Verdict]:
    """Those for which one transaction has no more room."""
    sizes: dict[Key, int] = {}
    found: dict[str, Verdict] = {}
    for target, done in decided.items():
        own = {effect.key: effect_size(effect) for effect in done.effects}
        if sum({**sizes, **own}.values()) > _BATCH_BYTES:
            found[target] = _TOGETHER
        else:
            sizes.update(own)
    return found
