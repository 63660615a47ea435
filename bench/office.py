"""Scenes of an office: keywords, statements, reports, payments by card."""

from __future__ import annotations

from typing import Final

from bench.scene import Scene, launched
from bench.school import store_accounts, store_cards, store_class, store_family, store_sender
from bench.stack import Stack
from legwork.domain.day import today
from legwork.domain.task import Task


def _keywords(stack: Stack, targets: int) -> Task:
    for place in range(targets):
        store_family(stack, place, None)
    params = {"type": "family", "keywords": ["sibling"], "everyone": True}
    return launched(stack, "assign_keywords", params)


def _statements(stack: Stack, targets: int) -> Task:
    """Every family owes one charge."""
    store_sender(stack)
    store_class(stack, "JUDO", range(targets))
    store_accounts(stack, targets, payments=False)
    return launched(stack, "send_statements", {"classes": ["JUDO"]})


def _report(stack: Stack, targets: int) -> Task:
    store_class(stack, "JUDO", range(targets))
    params = {"report": "roster", "format": "csv", "classes": ["JUDO"]}
    return launched(stack, "generate_report", params)


def _payments(stack: Stack, targets: int) -> Task:
    """Every family owes one charge, has a statement of it, and its card pays it."""
    store_sender(stack)
    store_class(stack, "JUDO", range(targets))
    store_accounts(stack, targets, payments=False, stated_on=today(stack.clock.now()))
    store_cards(stack, targets)
    return launched(stack, "take_payments", {"classes": ["JUDO"]})


SCENES: Final = (
    Scene("assign_keywords", "a family", _keywords),
    Scene("send_statements", "a family, its statement and a mail", _statements),
    Scene("generate_report", "an enrollment, a line", _report),
    Scene("take_payments", "a family, one payment", _payments, counted=400),
)
