"""Webhooks: told of each event at least once, with the same id, whatever dies; given up in time."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import standardwebhooks

from legwork.domain.errors import Conflicted, InvalidInput, NotAllowed, NotFound, NotPossible
from legwork.domain.permission import Caller
from legwork.domain.webhook import (
    DISABLED_AFTER,
    OVERLAP,
    WEBHOOKS_MAX,
    Secret,
    WebhookEvent,
    check_url,
    signed_headers,
)
from legwork.domain.webhook_call import BACKOFF, LEASE, TRIES, Answer, CallState
from legwork.store import webhook_calls, webhooks
from legwork.store.notifications import Notification, ToldWebhook
from legwork.testing.faults import Call, Fault, at, crash_after, crash_before, lose_answer
from legwork.usecases.edit_webhooks import (
    change_webhook,
    redeliver,
    remove_webhook,
    rotate_secret,
)
from legwork.usecases.list_notifications import list_notifications, mark_read
from legwork.usecases.spread_event import read_event
from tests.unit.usecases.hooked import ANA, URL, Hooked, ended

DOWN = Answer(problem="No answer within the time that is given.")
GIL = Caller.of(account="parkside", sub="gil", name="Gil", groups=["permits"])
ABE = Caller.of(account="parkside", sub="abe", name="Abe", groups=["owner"])
TILL = Caller.program(account="parkside", id_="till", name="Till", permissions=["permits"])
DANA = Caller.of(account="riverside", sub="dana", name="Dana", groups=["owner"])


@pytest.fixture
def hooked() -> Hooked:
    return Hooked()


def test_whoever_wants_an_event_is_told_of_it(hooked: Hooked) -> None:
    every, one = hooked.add(), hooked.add(WebhookEvent.TASK_STARTED, url=f"{URL}/started")
    hooked.tell()
    hooked.settle()

    [heard] = hooked.receivers.heard
    assert heard.url == URL
    assert json.loads(heard.body) == {
        "type": "task.ended",
        "timestamp": "2026-03-02T09:00:00+00:00",
        "data": ended(),
    }
    [call] = hooked.calls(every)
    assert call.state is CallState.DELIVERED
    assert [one.status for one in call.tries] == [200]
    assert hooked.calls(one) == []


def test_an_account_is_told_of_its_own_events_alone(hooked: Hooked) -> None:
    hooked.add()
    hooked.tell(detail={**ended(), "account": "riverside"})
    hooked.settle()

    assert hooked.receivers.heard == []


@pytest.mark.parametrize(
    ("type_", "more", "name"),
    [
        ("Task Started", {"started_at": "2026-03-02T09:00:00Z"}, "t.started"),
        ("Task Failed", {"ended_at": "2026-03-02T09:00:00Z"}, "t.ended"),
        ("Task Canceled", {"ended_at": "2026-03-02T09:00:00Z"}, "t.ended"),
        (
            "Task Paused",
            {"paused": {"at": "2026-03-02T09:00:00Z", "by": "Ana", "reason": None}},
            "t.paused.20260302T090000000000",
        ),
        ("Mail Bounced", {"at": "2026-03-02T09:00:00Z"}, "t.bounced"),
    ],
)
def test_an_event_has_the_same_id_each_time(type_: str, more: dict[str, Any], name: str) -> None:
    happening = read_event(type_, {"account": "parkside", "id": "t", **more})

    assert happening.id == name
    assert happening.at == datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_the_same_event_again_calls_nobody_twice_who_has_it(hooked: Hooked) -> None:
    webhook = hooked.add()
    for _ in range(3):
        hooked.tell()
    hooked.settle()
    hooked.tell()
    hooked.settle()

    assert len(hooked.heard) == 1
    assert len(hooked.calls(webhook)) == 1


# --- Loss -------------------------------------------------------------------------------------


def test_a_call_is_tried_for_a_day_less_and_less_often(hooked: Hooked) -> None:
    webhook = hooked.add()
    hooked.receivers.answers = [DOWN] * TRIES
    hooked.tell()
    hooked.settle()

    [call] = hooked.calls(webhook)
    tries = [one.at for one in call.tries]
    waits = [after - before for before, after in pairwise(tries)]
    assert call.state is CallState.FAILED
    assert waits == list(BACKOFF)
    assert timedelta(hours=23) < tries[-1] - tries[0] <= timedelta(hours=24)
    assert len({name for name, _ in hooked.heard}) == 1


def test_a_receiver_that_comes_back_gets_what_it_has_missed(hooked: Hooked) -> None:
    webhook = hooked.add()
    hooked.receivers.answers = [DOWN, Answer(500), Answer(302)]
    hooked.tell()
    hooked.settle()

    [call] = hooked.calls(webhook)
    assert call.state is CallState.DELIVERED
    assert [one.status for one in call.tries] == [None, 500, 302, 200]
    assert webhooks.load(hooked.tables, "parkside", webhook.id).failing_since is None


def _calls_of_a_whole_delivery() -> int:
    hooked = Hooked()
    hooked.add()
    hooked.receivers.answers = [DOWN]
    hooked.tell()
    hooked.settle()
    return len(hooked.faults.calls)


@pytest.mark.parametrize("fault", [crash_before, crash_after, lose_answer])
@pytest.mark.parametrize("number", range(_calls_of_a_whole_delivery()))
def test_it_arrives_whatever_dies_at_whichever_call(number: int, fault: Fault) -> None:
    """P11: at least once, and with the same id; the first try fails, besides."""
    hooked = Hooked()
    webhook = hooked.add()
    hooked.receivers.answers = [DOWN]
    hooked.faults.plan = at(number, fault)
    hooked.tell()
    hooked.settle()

    [call] = hooked.calls(webhook)
    assert call.state is CallState.DELIVERED
    assert set(hooked.heard) == {("01KTASK.ended", "task.ended")}
    assert len({one.body for one in hooked.receivers.heard}) == 1
    # The try that failed, the one that did not, and one that nobody wrote down.
    assert 2 <= len(hooked.heard) <= 3
    assert hooked.waiting == []


def test_a_message_that_is_lost_is_missed_by_the_watchdog(hooked: Hooked) -> None:
    webhook = hooked.add()
    hooked.tell()
    hooked.step()
    hooked.waiting.clear()
    assert hooked.calls(webhook)[0].state is CallState.PENDING

    hooked.settle()

    assert hooked.calls(webhook)[0].state is CallState.DELIVERED


def test_two_messages_of_one_call_make_one_try(hooked: Hooked) -> None:
    hooked.add()
    hooked.tell()
    hooked.step()
    [(due, message)] = hooked.waiting
    hooked.waiting.append((due, message))
    other = [message]

    def meanwhile(_call: object) -> None:
        if other and hooked.faults.calls[-1].name == "receivers.call":
            hooked.take(other.pop())

    hooked.faults.turn = meanwhile
    hooked.settle()

    assert len(hooked.heard) == 1


# --- Giving up --------------------------------------------------------------------------------


def test_after_days_of_failure_it_is_disabled_and_people_are_told(hooked: Hooked) -> None:
    webhook = hooked.add()
    days = 0
    while webhooks.load(hooked.tables, "parkside", webhook.id).enabled:
        hooked.receivers.answers = [DOWN] * TRIES
        hooked.tell(detail=ended(f"task-{days}"))
        hooked.settle()
        days += 1

    after = webhooks.load(hooked.tables, "parkside", webhook.id)
    assert days == DISABLED_AFTER.days + 1
    assert "No call has succeeded since 2026-03-02 09:00 UTC" in (after.disabled_because or "")
    [event] = hooked.events.published
    assert event.type == "Webhook Disabled"
    assert event.detail["id"] == webhook.id
    assert "secret" not in str(event.detail)
    heard = len(hooked.heard)
    hooked.tell(detail=ended("later"))
    hooked.settle()
    assert len(hooked.heard) == heard


def test_one_that_says_it_is_gone_is_disabled_at_once(hooked: Hooked) -> None:
    webhook = hooked.add()
    hooked.receivers.answers = [Answer(410)]
    hooked.tell()
    hooked.settle()

    assert not webhooks.load(hooked.tables, "parkside", webhook.id).enabled
    assert hooked.calls(webhook)[0].state is CallState.DROPPED


def _told(hooked: Hooked, caller: Caller) -> list[Notification]:
    """What somebody finds in their list."""
    page = list_notifications(
        caller=caller, limit=25, cursor=None, database=hooked.tables, clock=hooked.clock
    )
    assert page.unread == len([one for one in page.notifications if not one.read])
    return page.notifications


def test_each_owner_is_told_once_that_it_is_disabled_and_nobody_else(hooked: Hooked) -> None:
    webhook = hooked.add()
    hooked.receivers.answers = [Answer(410)] * 2
    hooked.tell()
    hooked.tell(detail=ended("another"))
    hooked.settle()

    [told] = _told(hooked, ANA)
    because = "The receiver answered 410: it wants to be called no more."
    assert told.webhook == ToldWebhook(id=webhook.id, url=URL, reason=because)
    assert (told.task, told.read) == (None, False)
    assert [one.id for one in _told(hooked, ABE)] == [told.id]
    assert _told(hooked, GIL) == _told(hooked, DANA) == _told(hooked, TILL) == []
    for nobody in (GIL, DANA, TILL):
        with pytest.raises(NotFound):
            mark_read(told.id, caller=nobody, database=hooked.tables)

    for _ in range(2):
        assert mark_read(told.id, caller=ANA, database=hooked.tables).webhook == told.webhook
    assert [(one.webhook, one.read) for one in _told(hooked, ANA)] == [(told.webhook, True)]
    assert [one.read for one in _told(hooked, ABE)] == [False]


def _calls_until_it_is_disabled() -> int:
    hooked = Hooked()
    hooked.add()
    hooked.receivers.answers = [Answer(410)]
    hooked.tell()
    hooked.settle()
    return len(hooked.faults.calls)


@pytest.mark.parametrize("fault", [crash_before, crash_after, lose_answer])
@pytest.mark.parametrize("number", range(_calls_until_it_is_disabled()))
def test_owners_are_told_once_whatever_dies_at_whichever_call(number: int, fault: Fault) -> None:
    hooked = Hooked()
    webhook = hooked.add()
    hooked.receivers.answers = [Answer(410)] * TRIES
    hooked.faults.plan = at(number, fault)
    hooked.tell()
    hooked.settle()

    assert not webhooks.load(hooked.tables, "parkside", webhook.id).enabled
    assert [one.webhook and one.webhook.id for one in _told(hooked, ANA)] == [webhook.id]


def test_one_that_an_owner_has_changed_meanwhile_is_not_disabled(hooked: Hooked) -> None:
    webhook = hooked.add()
    hooked.receivers.answers = [Answer(410)]
    hooked.tell()

    def meanwhile(call: Call) -> None:
        if call.name == "receivers.call" and not hooked.heard:
            rotate_secret(webhook.id, caller=ANA, database=hooked.tables, clock=hooked.clock)

    hooked.faults.turn = meanwhile
    hooked.settle()

    assert webhooks.load(hooked.tables, "parkside", webhook.id).enabled
    assert _told(hooked, ANA) == []


def test_owners_are_told_again_when_it_is_disabled_again(hooked: Hooked) -> None:
    webhook = hooked.add()
    for number in range(2):
        hooked.receivers.answers = [Answer(410)]
        hooked.tell(detail=ended(f"task-{number}"))
        hooked.settle()
        change_webhook(
            webhook.id,
            URL,
            webhook.events,
            enabled=True,
            loopback=False,
            caller=ANA,
            database=hooked.tables,
            clock=hooked.clock,
        )

    assert len(_told(hooked, ANA)) == 2


def test_what_is_being_tried_is_not_sent_again_beside_it(hooked: Hooked) -> None:
    webhook = hooked.add()
    hooked.tell()
    refused: list[str] = []

    def again() -> None:
        [call] = hooked.calls(webhook)
        redeliver(
            webhook.id,
            call.id,
            caller=ANA,
            database=hooked.tables,
            queue=hooked,
            clock=hooked.clock,
        )

    def meanwhile(call: Call) -> None:
        if call.name == "receivers.call" and not refused:
            with pytest.raises(Conflicted) as refusal:
                again()
            refused.append(str(refusal.value))

    hooked.faults.turn = meanwhile
    hooked.settle()

    [call] = hooked.calls(webhook)
    assert refused
    assert len(hooked.heard) == 1
    assert (call.state, [one.status for one in call.tries]) == (CallState.DELIVERED, [200])
    again()
    hooked.settle()
    assert [one.status for one in hooked.calls(webhook)[0].tries] == [200, 200]


def test_what_is_sent_again_at_the_last_moment_stays_until_it_has_been_tried(
    hooked: Hooked,
) -> None:
    webhook = hooked.add()
    hooked.receivers.answers = [DOWN] * TRIES
    hooked.tell()
    hooked.settle()
    [call] = hooked.calls(webhook)
    hooked.tell(detail=ended("one that arrives"))
    hooked.settle()
    hooked.clock.advance(call.expires_at - hooked.clock.now() - timedelta(seconds=1))
    redeliver(
        webhook.id, call.id, caller=ANA, database=hooked.tables, queue=hooked, clock=hooked.clock
    )
    hooked.receivers.answers = [DOWN] * (TRIES - 1)
    begun = hooked.clock.now()
    while hooked.step():
        pass

    assert hooked.clock.now() - begun > timedelta(hours=23)
    [after] = [one for one in hooked.calls(webhook) if one.id == call.id]
    assert after.state is CallState.DELIVERED
    hooked.clock.advance(timedelta(days=2))
    assert hooked.calls(webhook) == []


def test_what_somebody_died_at_can_be_sent_again_a_minute_later(hooked: Hooked) -> None:
    webhook = hooked.add()
    hooked.tell()
    hooked.step()
    [call] = hooked.calls(webhook)
    webhook_calls.put_off(hooked.tables, call, hooked.clock.now() + LEASE)
    hooked.waiting.clear()
    hooked.clock.advance(LEASE)

    redeliver(
        webhook.id, call.id, caller=ANA, database=hooked.tables, queue=hooked, clock=hooked.clock
    )
    hooked.settle()

    assert hooked.calls(webhook)[0].state is CallState.DELIVERED


def test_one_that_is_enabled_again_starts_afresh(hooked: Hooked) -> None:
    webhook = hooked.add()
    hooked.receivers.answers = [Answer(410)]
    hooked.tell()
    hooked.settle()
    change_webhook(
        webhook.id,
        URL,
        webhook.events,
        enabled=True,
        loopback=False,
        caller=ANA,
        database=hooked.tables,
        clock=hooked.clock,
    )
    [call] = hooked.calls(webhook)
    redeliver(
        webhook.id, call.id, caller=ANA, database=hooked.tables, queue=hooked, clock=hooked.clock
    )
    hooked.settle()

    assert hooked.calls(webhook)[0].state is CallState.DELIVERED
    assert webhooks.load(hooked.tables, "parkside", webhook.id).disabled_because is None


def test_what_is_removed_is_called_no_more(hooked: Hooked) -> None:
    webhook = hooked.add()
    hooked.tell()
    hooked.step()
    remove_webhook(webhook.id, caller=ANA, database=hooked.tables, clock=hooked.clock)
    hooked.settle()

    assert hooked.receivers.heard == []


# --- Owners -----------------------------------------------------------------------------------


def test_it_is_sent_again_with_the_same_id(hooked: Hooked) -> None:
    webhook = hooked.add()
    hooked.tell()
    hooked.settle()
    [call] = hooked.calls(webhook)
    hooked.clock.advance(timedelta(days=2))
    redeliver(
        webhook.id, call.id, caller=ANA, database=hooked.tables, queue=hooked, clock=hooked.clock
    )
    hooked.settle()

    first, second = hooked.receivers.heard
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]
    assert first.body == second.body
    assert [one.status for one in hooked.calls(webhook)[0].tries] == [200, 200]


def test_the_log_forgets_after_a_week(hooked: Hooked) -> None:
    webhook = hooked.add()
    hooked.tell()
    hooked.settle()
    [call] = hooked.calls(webhook)
    hooked.clock.advance(timedelta(days=7))

    assert hooked.calls(webhook) == []
    with pytest.raises(NotFound):
        redeliver(
            webhook.id,
            call.id,
            caller=ANA,
            database=hooked.tables,
            queue=hooked,
            clock=hooked.clock,
        )


def test_for_a_day_both_secrets_sign(hooked: Hooked) -> None:
    before = hooked.add()
    after = rotate_secret(before.id, caller=ANA, database=hooked.tables, clock=hooked.clock)
    assert before.secrets[0].text == after.secrets[1].text != after.secrets[0].text
    now = hooked.clock.now()

    assert len(after.signing(now)) == 2
    assert after.signing(now + OVERLAP) == after.secrets[:1]
    again = rotate_secret(before.id, caller=ANA, database=hooked.tables, clock=hooked.clock)
    assert before.secrets[0].text not in [one.text for one in again.secrets]


def test_the_trail_says_who_did_what_and_no_secret(hooked: Hooked) -> None:
    webhook = hooked.add()
    after = rotate_secret(webhook.id, caller=ANA, database=hooked.tables, clock=hooked.clock)
    remove_webhook(webhook.id, caller=ANA, database=hooked.tables, clock=hooked.clock)
    rows = [row for key, row in hooked.tables.tasks.rows.items() if key.sort.startswith("ACT#")]

    assert [row["act"] for row in rows] == ["webhook_added", "webhook_changed", "webhook_removed"]
    assert not any(one.text in str(rows) for one in after.secrets)


@pytest.mark.parametrize("who", [GIL, DANA])
def test_others_than_its_owners_change_nothing(hooked: Hooked, who: Caller) -> None:
    webhook = hooked.add()

    with pytest.raises((NotAllowed, NotFound)):
        remove_webhook(webhook.id, caller=who, database=hooked.tables, clock=hooked.clock)
    with pytest.raises((NotAllowed, NotFound)):
        rotate_secret(webhook.id, caller=who, database=hooked.tables, clock=hooked.clock)


def test_an_account_has_so_many_at_most(hooked: Hooked) -> None:
    for _ in range(WEBHOOKS_MAX):
        hooked.add()
    with pytest.raises(NotPossible):
        hooked.add()


# --- Signatures and addresses -----------------------------------------------------------------


def test_receivers_verify_with_the_library_of_the_specification() -> None:
    secrets, body = (Secret.new(), Secret.new()), '{"type":"task.ended","data":{"title":"Ä"}}'
    headers = signed_headers("01K.ended", body, secrets, datetime.now(UTC))

    for secret in secrets:
        assert standardwebhooks.Webhook(secret.text).verify(body, headers) == json.loads(body)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(Secret.new().text).verify(body, headers)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(secrets[0].text).verify(body.replace("Ä", "A"), headers)


def test_a_replay_is_too_old_for_a_receiver() -> None:
    secret, now = Secret.new(), datetime.now(UTC)
    headers = signed_headers("01K.ended", "{}", [secret], now - timedelta(minutes=6))

    with pytest.raises(standardwebhooks.WebhookVerificationError, match="too old"):
        standardwebhooks.Webhook(secret.text).verify("{}", headers)


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/",
        "ftp://hooks.example.com/",
        "https://",
        "https:///path",
        "hooks.example.com",
        "https://ana:secret@hooks.example.com/",
        "https://hooks.example.com/#there",
        "https://hooks.example.com:0/",
        "https://hooks.example.com:99999/",
        "https://[::1/",
        "https://10.0.0.1/",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[fe80::1]/",
        "https://2130706433/",
        "https://hooks.example.com/\n",
        "https://hooks.example.com/ä",
        "https://hooks.example.com/" + "a" * 2_000,
    ],
)
def test_addresses_that_are_not_to_be_called(url: str) -> None:
    with pytest.raises(InvalidInput):
        check_url(url, loopback=False)


@pytest.mark.parametrize("url", [URL, "https://8.8.8.8:8443/x?y=z", "https://[2606:4700::1111]/"])
def test_addresses_of_the_public_internet(url: str) -> None:
    check_url(url, loopback=False)


def test_an_embedded_stack_calls_its_own_machine() -> None:
    check_url("http://127.0.0.1:8080/hook", loopback=True)
    check_url("http://[::1]:8080/hook", loopback=True)
    with pytest.raises(InvalidInput):
        check_url("http://10.0.0.1/hook", loopback=True)
