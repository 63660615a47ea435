"""What staff launch: every kind of task, with parameters as the dice say."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from legwork.domain.task import Task
from legwork.testing.owner import Owner
from legwork.trade.permits.usecases.save_permit import PermitSave
from tests.chaos import town

TOKENS_LIMIT = 2
Launch: TypeAlias = Callable[[Owner, random.Random, str], Task]
"""Made by an owner, under an Idempotency-Key."""


def _blast(owner: Owner, dice: random.Random, key: str) -> Task:
    classes = dice.choice(([], ["A"], ["A", "B"]))
    params = {
        "subject": f"News {key}",
        "text": "Hello {{email}}",
        "everyone": not classes,
        "classes": classes,
    }
    return owner.launch("email_blast", params, key=f"blast {key}")


def _tokens(owner: Owner, dice: random.Random, key: str) -> Task:
    params = {
        "classes": dice.choice((["A"], ["B"])),
        "students": dice.choice(([], [*town.STUDENTS])),
        "notify": dice.random() < 0.7,
        "limit": TOKENS_LIMIT,
    }
    return owner.launch("generate_makeup_tokens", params, key=f"tokens {key}")


def _keywords(owner: Owner, dice: random.Random, key: str) -> Task:
    of = dice.choice(("family", "student"))
    params = {
        "type": of,
        "keywords": [f"{of} {dice.choice('xy')}"],
        "everyone": True,
    }
    return owner.launch("assign_keywords", params, key=f"keywords {key}")


def _sessions(dice: random.Random) -> Mapping[str, Any]:
    return {
        "classes": dice.choice((["A"], ["B"], ["A", "B"])),
        "from_date": town.DAYS[0],
        "to_date": dice.choice(town.DAYS),
        "notify": dice.random() < 0.8,
    }


def _cancellation(owner: Owner, dice: random.Random, key: str) -> Task:
    params = {**_sessions(dice), "reason": "Storm", "tokens": dice.random() < 0.5}
    return owner.launch("cancel_classes", params, key=f"cancel {key}")


def _restoration(owner: Owner, dice: random.Random, key: str) -> Task:
    return owner.launch("restore_classes", _sessions(dice), key=f"restore {key}")


def _import(owner: Owner, dice: random.Random, key: str) -> Task:
    entity = dice.choice([*town.UPLOADS])
    params = {
        "entity": entity,
        "upload_id": town.UPLOADS[entity],
        "on_conflict": "error",
        "mode": dice.choice(("add", "upsert")),
    }
    return owner.launch("import_records", params, key=f"import {entity} {key}")


def _save(owner: Owner, dice: random.Random, key: str) -> Task:
    requests = (
        PermitSave(permit="P-1", holder="H-1", reservations=[*town.GAMES, *town.OTHERS]),
        PermitSave(permit="P-2", holder="H-1", reservations=town.OTHERS),
        PermitSave(permit="P-3", holder="H-1", upload="GAMES"),
    )
    return owner.save(dice.choice(requests), key=f"save {key}")


def _bill_out(owner: Owner, dice: random.Random, key: str) -> Task:
    return owner.bill_out(dice.choice(("P-1", "P-1", "P-2", "P-3")), key=f"bill {key}")


def _charges(owner: Owner, dice: random.Random, key: str) -> Task:
    params = {
        "classes": dice.choice((["A"], ["B"], ["A", "B"])),
        "category": dice.choice(("tuition", "costume")),
        "force": dice.random() < 0.3,
    }
    return owner.launch("post_charges", params, key=f"charge {key}")


def _credits(owner: Owner, dice: random.Random, key: str) -> Task:
    params = {"everyone": True, "categories": dice.choice(([], ["tuition"]))}
    return owner.launch("apply_credits", params, key=f"apply {key}")


LAUNCHES: Mapping[str, Launch] = {
    "email_blast": _blast,
    "generate_makeup_tokens": _tokens,
    "cancel_classes": _cancellation,
    "restore_classes": _restoration,
    "import_records": _import,
    "assign_keywords": _keywords,
    "permit_save": _save,
    "permit_billout": _bill_out,
    "post_charges": _charges,
    "apply_credits": _credits,
}


def name_of(kind: str, owner: Owner) -> str:
    """How a launch is counted."""
    if not kind.startswith("permit_"):
        return f"launched {kind}"
    where = "in the background" if owner.background_at == 1 else "within the call"
    return f"launched {kind} {where}"
