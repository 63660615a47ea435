import boto3
import pytest

from legwork.trade.mail.usecases.unsubscribe import sign
from tests.functions.invoking import Functions
from tests.functions.school import School, home
from tests.functions.town import Town


@pytest.fixture
def school(town: Town, monkeypatch: pytest.MonkeyPatch) -> School:
    return School(town, monkeypatch)


def opted_in(school: School, number: int) -> bool:
    found = school.recipient(number)
    assert found
    return found.opted_in


def test_the_link_in_a_mail_unsubscribes_who_got_it(school: School, functions: Functions) -> None:
    school.blast()
    functions.messages("deliver", school.staged())
    link = next(mail.unsubscribe for mail in school.post.outbox if mail.to == home(1))
    assert link
    page = school.follow(link, "GET")
    assert (page.status, opted_in(school, 1)) == (200, True)
    assert home(1) in page.text

    for _ in range(2):
        assert school.follow(link, "POST").status == 200
        assert [opted_in(school, n) for n in range(3)] == [True, False, True]


def test_in_the_middle_of_a_mailing_it_takes_effect_at_once(
    school: School, functions: Functions
) -> None:
    path = school.blast()
    staged = school.staged()
    token = sign("a secret", school.town.account, home(2))
    school.follow(f"https://api.example/v1/unsubscribe/{token}", "POST")

    assert functions.messages("deliver", staged) == []

    assert school.mailed() == [home(0), home(1)]
    assert school.task(path)["progress"]["skipped"] == 1


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_that_we_did_not_sign_does_nothing(school: School, method: str) -> None:
    good = sign("a secret", school.town.account, home(0))
    forged = sign("another secret", school.town.account, home(0))
    for token in (forged, good[:-1], f"{good}x", "x.y", "x"):
        answer = school.follow(f"https://api.example/v1/unsubscribe/{token}", method)
        assert answer.status == 404
        assert answer.headers["content-type"] == "application/problem+json"
    assert opted_in(school, 0)


def test_a_link_of_another_account_is_good_there_alone(school: School) -> None:
    token = sign("a secret", school.town.neighbour, home(0))
    school.follow(f"https://api.example/v1/unsubscribe/{token}", "POST")
    assert opted_in(school, 0)
    there = school.recipient(0, school.town.neighbour)
    assert there
    assert not there.opted_in


def test_a_rotated_key_signs_the_next_mailing_and_old_links_work_on(
    school: School, functions: Functions
) -> None:
    old = sign("a secret", school.town.account, home(0))
    boto3.client("secretsmanager").put_secret_value(
        SecretId=functions.variables["UNSUBSCRIBE_SECRET_ARN"],
        SecretString='["a new secret", "a secret"]',
    )

    school.blast()
    functions.messages("deliver", school.staged())

    link = next(mail.unsubscribe for mail in school.post.outbox if mail.to == home(1))
    assert link
    assert link.endswith(sign("a new secret", school.town.account, home(1)))
    for one in (link, f"https://api.example/v1/unsubscribe/{old}"):
        assert school.follow(one, "POST").status == 200
    assert [opted_in(school, n) for n in range(3)] == [False, False, True]
