import pytest

from legwork.domain.errors import Throttled
from legwork.domain.notice import Message
from tests.functions.invoking import Functions
from tests.functions.school import School, home
from tests.functions.town import Town

NONE = '{"ref": {"account": "a", "id": "b", "listed": true}, "lane": 0}'


@pytest.fixture
def school(town: Town, monkeypatch: pytest.MonkeyPatch) -> School:
    return School(town, monkeypatch)


def test_the_last_mail_finishes_the_task(school: School, functions: Functions) -> None:
    path = school.blast()
    staged = school.staged()
    before = school.task(path)
    assert (before["state"], before["progress"]["notices"]["staged"], school.mailed()) == (
        "running",
        3,
        [],
    )

    assert functions.messages("deliver", staged) == []

    task = school.task(path)
    assert task["state"] == "completed"
    assert task["progress"]["notices"] == {
        "staged": 3,
        "sent": 3,
        "discarded": 0,
        "in_doubt": 0,
        "refused": 0,
    }
    assert school.mailed() == [home(n) for n in range(3)]
    assert all(mail.unsubscribe for mail in school.post.outbox)


def test_a_message_delivered_twice_sends_nothing_twice(
    school: School, functions: Functions
) -> None:
    school.blast()
    staged = school.staged()
    assert functions.messages("deliver", [*staged, *staged]) == []
    assert functions.messages("deliver", staged) == []
    assert school.mailed() == [home(n) for n in range(3)]


def test_one_bad_message_of_several_comes_back_alone(school: School, functions: Functions) -> None:
    path = school.blast()
    staged = school.staged()
    assert functions.messages("deliver", ["no message", "{}", NONE, *staged]) == [0, 1]
    assert school.task(path)["state"] == "completed"


def test_a_mail_service_that_throttles_gets_the_message_again(
    school: School, functions: Functions
) -> None:
    path = school.blast()
    staged = school.staged()

    def busy(_: Message) -> str | None:
        raise Throttled("slow down")

    school.post.refuses, takes_all = busy, school.post.refuses
    assert functions.messages("deliver", staged) == [*range(len(staged))]
    assert school.mailed() == []

    school.post.refuses = takes_all
    assert functions.messages("deliver", staged) == []
    assert school.mailed() == [home(n) for n in range(3)]
    assert school.task(path)["progress"]["notices"]["in_doubt"] == 0


def test_what_is_beyond_the_rate_is_held_back(
    town: Town, functions: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = School(town, monkeypatch, families=100)
    functions.configure(MAILS_PER_SECOND=1, LANES_MAX=1)
    school.blast()
    staged = school.staged()
    assert functions.messages("deliver", staged) == []
    assert len(school.mailed()) == 50
    assert functions.aws.held_back("deliveries") == 1


def test_a_cancelled_task_sends_no_more(school: School, functions: Functions) -> None:
    path = school.blast()
    staged = school.staged()
    cancelled = school.town.ana.post(f"{path}/cancel").body
    assert cancelled["progress"]["notices"]["discarded"] == 3
    assert functions.messages("deliver", staged) == []
    assert school.mailed() == []
