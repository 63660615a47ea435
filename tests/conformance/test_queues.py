"""Queues: what is sent arrives as it was."""

from dataclasses import replace
from datetime import timedelta

import pytest

from legwork.domain.lane import Token
from legwork.domain.task import TaskRef
from legwork.ports import MakeMessage, PlanMessage, PurgeMessage
from tests.conformance.inbox import Inbox

REF = TaskRef("parkside", "01JABCDEF")
UNLISTED = TaskRef("grüße & co", "01JXYZ", listed=False)


@pytest.mark.parametrize(
    "message",
    [
        PlanMessage(REF),
        PlanMessage(UNLISTED),
        PlanMessage(REF, attempt=3, leg=2, after='000000007:12:ü😀"\n', total=5, batches=(2, 0, 3)),
        PlanMessage(REF, after=""),
    ],
)
def test_a_plan_message_arrives(inbox: Inbox, message: PlanMessage) -> None:
    inbox.queues.plan(message)

    assert inbox.plans() == [message]
    assert inbox.plans() == []


@pytest.mark.parametrize("count", [0, 1, 10, 11, 64])
def test_tokens_arrive_one_message_each(inbox: Inbox, count: int) -> None:
    tokens = [Token(REF, lane, number=lane * 2, cursor=1_000 + lane) for lane in range(count)]

    inbox.queues.run(tokens)

    assert sorted(inbox.tokens(), key=lambda token: token.lane) == tokens


def test_equal_tokens_are_two_messages(inbox: Inbox) -> None:
    token = Token(UNLISTED, 0, number=1, cursor=0)

    inbox.queues.run([token, token])

    assert inbox.tokens() == [token, token]


def test_a_message_to_make_a_file_arrives(inbox: Inbox) -> None:
    inbox.queues.make(MakeMessage(REF))
    inbox.queues.make(MakeMessage(UNLISTED))

    assert set(inbox.makings()) == {MakeMessage(REF), MakeMessage(UNLISTED)}


def test_a_purge_message_arrives(inbox: Inbox) -> None:
    inbox.queues.purge(PurgeMessage(REF))
    inbox.queues.purge(PurgeMessage(UNLISTED), delay=timedelta(0))

    assert set(inbox.purges()) == {PurgeMessage(REF), PurgeMessage(UNLISTED)}


@pytest.mark.parametrize(
    "delay", [timedelta(milliseconds=1), timedelta(minutes=10), timedelta(minutes=15)]
)
def test_a_purge_message_is_held_back(inbox: Inbox, delay: timedelta) -> None:
    inbox.queues.purge(PurgeMessage(REF), delay=delay)
    inbox.queues.purge(PurgeMessage(UNLISTED))

    assert inbox.held_back() == 1
    assert inbox.purges() == [PurgeMessage(UNLISTED)]


def test_a_purge_message_arrives_when_its_delay_is_over(inbox: Inbox) -> None:
    message = PurgeMessage(replace(REF, id="01JLATE"))
    inbox.queues.purge(message, delay=timedelta(milliseconds=200))

    assert inbox.purges(within=timedelta(seconds=5)) == [message]


def test_messages_keep_to_their_queue(inbox: Inbox) -> None:
    inbox.queues.plan(PlanMessage(REF))
    inbox.queues.run([Token(REF, 1, 1, 1)])

    assert inbox.purges() == []
    assert inbox.tokens() == [Token(REF, 1, 1, 1)]
    assert inbox.plans() == [PlanMessage(REF)]
