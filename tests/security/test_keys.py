"""Every key begins with its account, and no name however strange leads out of it (P6)."""

from __future__ import annotations

import inspect
import posixpath
from collections.abc import Callable
from importlib import import_module

import pytest
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from hypothesis import example, given, settings
from hypothesis import strategies as st

from legwork.api.callers import caller_of
from legwork.contracts.params import validated
from legwork.domain.effect import Absent, Check, Delete, Effect, Key, Put, Update
from legwork.domain.errors import InvalidInput, NotAllowed
from legwork.domain.task import Launcher, Subject, TaskRef, Via
from legwork.kinds import find
from legwork.store import files, keys
from legwork.store.records import effects_in_account, in_account
from legwork.testing.files import MemoryFiles
from legwork.trade.permits.permit import permit_key
from legwork.trade.permits.receipt import holder_key, posting_key

UNTIMED = settings(deadline=None)

ACCOUNTS = st.from_regex(r"\A[A-Za-z0-9ÄßЖ世_-]{1,20}\Z").filter(
    lambda text: text.replace("-", "").replace("_", "").isalnum()
)
"""What a token may name: see `caller_of`."""
TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["#", "..", "../riverside", "riverside#TASK#1", "#USER#u", "/", "\x00", "￿"]),
    st.text("#/.riversideACCOUNT%é\u202e", max_size=30),
)

LISTED: dict[str, Callable[[str, str], str]] = {
    "account": lambda account, _text: keys.account(account),
    "task": lambda account, text: keys.task(TaskRef(account, text)).partition,
    "counter": lambda account, _text: keys.counter(account).partition,
    "trail": lambda account, _text: keys.trail(account),
    "trail_head": lambda account, _text: keys.trail_head(account).partition,
    "costs_partition": lambda account, _text: keys.costs_partition(account),
    "costs": lambda account, text: keys.costs(account, text, text).partition,
    "turns": lambda account, _text: keys.turns(account).partition,
    "limits": lambda account, _text: keys.limits(account).partition,
    "waiting_partition": lambda account, _text: keys.waiting_partition(account),
    "waiting": lambda account, text: keys.waiting(TaskRef(account, text)).partition,
    "idempotency": lambda account, text: keys.idempotency(account, text, text).partition,
    "launcher": lambda account, text: keys.launcher(account, Launcher(text, text)),
    "autopilot": lambda account, text: keys.launcher(account, Launcher(text, "", Via.AUTOPILOT)),
    "subject": lambda account, text: keys.subject(account, Subject(text, text)),
    "webhooks": lambda account, _text: keys.webhooks(account),
    "webhook": lambda account, text: keys.webhook(account, text).partition,
    "webhook_calls": lambda account, text: keys.webhook_calls(account, text),
    "webhook_call": lambda account, text: keys.webhook_call(account, text, text).partition,
    "credentials": lambda account, _text: keys.credentials(account),
    "credential": lambda account, text: keys.credential(account, text).partition,
    "program": lambda account, text: keys.launcher(account, Launcher(text, "", Via.PROGRAM)),
    "notifications": lambda account, text: keys.notifications(account, text),
    "notification": lambda account, text: keys.notification(account, text, text).partition,
    "record": lambda account, text: in_account(account, Key(text, text)).partition,
    "permit": lambda account, text: in_account(account, permit_key(text)).partition,
    "holder": lambda account, text: in_account(account, holder_key(text)).partition,
    "posting": lambda account, text: in_account(account, posting_key(text, text)).partition,
}
"""Partitions that are found by an account, and by what callers can choose."""
MORE = {"autopilot", "program", "record", "permit", "holder", "posting"}
"""Other ones than the builders, or the same for somebody else."""
BY_TASK = {"active", "active_shard", "lane_partition", "lane", "plan", "ledger", "notice"}
"""Those that are found by a task's id alone, which is read from a row of its account first."""
BY_INDEX = {"pending_calls"}
"""Partitions of the index of what is active: what is in them names its account."""
SORTS = {"first_task_since"}
"""Those that make a sort key, which says nothing of whose it is."""
OPERATORS = {"held_kind", "restored"}
"""Those of rows that operators write, about no account: callers choose nothing of them."""


def belongs(partition: str, account: str) -> bool:
    """Whether a partition is of an account: its name comes first, and ends there."""
    return partition == f"ACCOUNT#{account}" or partition.startswith(f"ACCOUNT#{account}#")


def test_every_key_builder_is_tried() -> None:
    module = import_module("legwork.store.keys")
    builders = {
        name
        for name, found in inspect.getmembers(module, inspect.isfunction)
        if found.__module__ == module.__name__
    }
    assert builders - SORTS - OPERATORS - BY_INDEX == (LISTED.keys() - MORE) | BY_TASK


@pytest.mark.parametrize("name", LISTED)
@UNTIMED
@given(account=ACCOUNTS, other=ACCOUNTS, text=TEXTS)
@example(account="a", other="a-b", text="")
@example(account="park", other="parkside", text="side")
@example(account="park", other="side", text="#ACCOUNT#side")
def test_no_two_accounts_share_a_partition(name: str, account: str, other: str, text: str) -> None:
    partition = LISTED[name](account, text)
    assert belongs(partition, account)
    assert belongs(partition, other) == (account == other)


@UNTIMED
@given(account=ACCOUNTS, task=st.uuids().map(str), text=TEXTS)
def test_files_lie_below_their_account(account: str, task: str, text: str) -> None:
    ref = TaskRef(account, task)
    assert files.upload_key(account, text).startswith(f"uploads/{account}/")
    assert files.report_key(ref, text).startswith(files.reports_of(ref))
    assert files.reports_of(ref) == f"reports/{account}/{task}/"


@UNTIMED
@given(text=TEXTS)
@example(text="../riverside/1")
@example(text="..")
@example(text="A\n")
def test_an_upload_that_is_taken_is_one_of_the_account(text: str) -> None:
    """A store that reads `..` as the folder above would lead out of it."""
    try:
        taken = validated(find("import_records"), {"entity": "reservations", "upload_id": text})
    except InvalidInput:
        return
    key = files.upload_key("parkside", taken["upload_id"])
    assert posixpath.normpath(key) == key
    assert posixpath.dirname(key) == "uploads/parkside"


def test_removing_the_files_of_one_account_leaves_those_of_another() -> None:
    ref, other = TaskRef("park", "1"), TaskRef("parkside", "1")
    store = MemoryFiles()
    for one in (ref, other, TaskRef("park", "11")):
        store.write(files.report_key(one, "outcomes.csv"), b"", content_type="text/csv")

    store.delete(files.reports_of(ref))

    assert set(store.bodies) == {"reports/parkside/1/outcomes.csv", "reports/park/11/outcomes.csv"}


@UNTIMED
@given(claim=st.one_of(TEXTS, ACCOUNTS))
@example(claim="parkside#USER#u")
@example(claim="parkside/../riverside")
@example(claim="")
@example(claim=" parkside")
def test_a_token_names_an_account_of_letters_and_digits_or_none(claim: str) -> None:
    try:
        caller = caller_of(_token(claim))
    except NotAllowed:
        return
    assert caller.account == claim
    assert not set(claim) & set("#/. \x00\n")


def _token(account: str) -> APIGatewayProxyEventV2:
    claims = {"custom:account_id": account, "sub": "ana", "cognito:groups": "[owner]"}
    request = {"requestContext": {"authorizer": {"jwt": {"claims": claims}}}}
    return APIGatewayProxyEventV2(request)


def test_effects_of_a_kind_stay_in_their_account() -> None:
    key = Key("PERMIT#1#ACCOUNT#riverside", "PERMIT")
    every: list[Effect] = [
        Put(key, {}),
        Update(key, set={"a": 1}),
        Delete(key),
        Check(key, (Absent(),)),
    ]

    found = effects_in_account("parkside", every)

    assert {effect.key.partition for effect in found} == {
        "ACCOUNT#parkside#PERMIT#1#ACCOUNT#riverside"
    }
