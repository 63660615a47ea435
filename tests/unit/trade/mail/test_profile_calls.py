"""Owners say what their mails say of the account, on the version that they have read."""

import json
from typing import Any

import pytest

from legwork.domain.effect import Put
from legwork.trade.mail.api.records import profile
from legwork.trade.mail.profile import PROFILE_KEY, Profile, find_profile
from tests.unit.account import Account
from tests.unit.api.asking import Answer, ask, event, set_up

PATH = "/v1/account/profile"
EMPTY = {"name": "", "address": ""}
PARK = {"name": "Parkside Swim & Gym", "address": "12 Harbour Street\nParkside, ME 04101"}


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Account:
    account = Account()
    set_up(monkeypatch, account)
    return account


def get(*groups: str) -> Answer:
    return ask(profile.calls, event("GET", PATH, groups=groups or ("owner",)))


def put(body: dict[str, Any], tag: str | None, *groups: str) -> Answer:
    asked = event("PUT", PATH, body=json.dumps(body), groups=groups or ("owner",))
    if tag is not None:
        asked["headers"]["if-match"] = tag
    return ask(profile.calls, asked)


def test_it_is_empty_until_somebody_says_it(account: Account) -> None:
    first = get()
    assert (first.status, first.body) == (200, EMPTY)
    after = put(PARK, first.headers["etag"])
    assert (after.status, after.body) == (200, PARK)
    assert get().body == PARK
    assert get().headers["etag"] == after.headers["etag"] != first.headers["etag"]
    assert find_profile(account.records) == Profile(**PARK)


def test_what_is_left_out_is_empty(account: Account) -> None:
    tag = put(PARK, get().headers["etag"]).headers["etag"]
    assert put({"name": "Parkside"}, tag).body == {"name": "Parkside", "address": ""}
    assert find_profile(account.records) == Profile(name="Parkside")


def test_the_same_again_changes_nothing(account: Account) -> None:
    tag = get().headers["etag"]
    assert put({}, tag).status == 200
    assert not account.database.records.rows
    tag = put(PARK, tag).headers["etag"]
    assert put(PARK, tag).headers["etag"] == tag


def test_another_version_is_left_alone(account: Account) -> None:
    old = get().headers["etag"]
    put(PARK, old)
    assert put({"name": "Mine"}, old).status == 412
    assert put({"name": "Mine"}, None).status == 428
    assert get().body == PARK


def test_it_is_there_although_a_later_release_has_added_to_it(account: Account) -> None:
    account.commit([Put(PROFILE_KEY, {"name": "Parkside", "motto": "Onward"})])
    tag = get().headers["etag"]
    assert put(PARK, tag).body == PARK
    assert account.records.get([PROFILE_KEY])[PROFILE_KEY]["motto"] == "Onward"


@pytest.mark.parametrize(
    "body",
    [{"name": "x" * 101}, {"name": "a\nb"}, {"address": "x" * 301}, {"address": "a\tb"}, {"x": 1}],
)
def test_what_cannot_be_said_is_refused(account: Account, body: dict[str, Any]) -> None:
    refused = put(body, get().headers["etag"])
    assert refused.status == 400
    assert next(iter(body)) in refused.text
    assert get().body == EMPTY


def test_it_is_for_owners(account: Account) -> None:
    for answer in (get("classes", "email"), put(PARK, "*", "email")):
        assert answer.status == 403
        assert "Only an owner" in answer.body["detail"]
    assert not account.database.records.rows
