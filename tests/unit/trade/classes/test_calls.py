import pytest

from legwork.trade.classes.api import classes
from legwork.trade.classes.api.records import students
from legwork.trade.mail import sender as senders
from legwork.trade.mail.api import blasts
from tests.unit.account import Account
from tests.unit.api.asking import Answer, ask, event, set_up
from tests.unit.families import class_, enrolled, session
from tests.unit.trade.decisions import TASK, Decisions
from tests.unit.trade.mail.test_email_blast import agreed


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Account:
    account = Account()
    account.commit(senders.verified("office@parkside.example", default=True))
    account.commit([*class_("A B", "Judo"), *session("A B", "2027-05-03")])
    account.commit(session("A B", "2027-05-04"))
    account.commit([*enrolled("A B", "F1", "S1", "S2", email="one@example.com")])
    account.commit([agreed("one@example.com")])
    params = {"classes": ["A B"], "from_date": "2027-05-03", "reason": "Storm", "tokens": True}
    Decisions(account, "cancel_classes", **params).run()
    set_up(monkeypatch, account)
    return account


def get(path: str, *groups: str) -> Answer:
    return ask(classes.calls, event("GET", path, groups=groups or ("classes",)))


def student(path: str, *groups: str) -> Answer:
    return ask(students.calls, event("GET", path, groups=groups or ("tokens",)))


def test_its_sessions_page_by_page(account: Account) -> None:
    first = get("/v1/classes/A%20B/sessions?limit=1").body
    assert first["sessions"] == [
        {
            "date": "2027-05-03",
            "starts": "09:00",
            "ends": "23:00",
            "status": "cancelled",
            "reason": "Storm",
            "cancelled_by": TASK,
            "substitute": None,
            "makeups": 0,
        }
    ]
    rest = get(f"/v1/classes/A%20B/sessions?limit=1&cursor={first['next_cursor']}").body
    assert [one["status"] for one in rest["sessions"]] == ["scheduled"]
    assert rest["next_cursor"] is None


def test_its_enrollments(account: Account) -> None:
    body = get("/v1/classes/A%20B/enrollments").body
    assert body["enrollments"][0] == {
        "student": "S1",
        "family": "F1",
        "enrolled_day": 0,
        "tuition_cents": 100,
        "makeup": None,
        "makeup_starts": None,
        "token": None,
        "status": "active",
        "begins_on": None,
        "dropped_on": None,
        "drop_reason": None,
        "billing_cycle": None,
        "next_billing_day": None,
        "fixed_fee_cents": None,
    }
    assert [one["student"] for one in body["enrollments"]] == ["S1", "S2"]


def test_a_student_and_its_tokens(account: Account) -> None:
    body = student("/v1/students/S1").body
    (token,) = body.pop("tokens")
    assert body == {
        "id": "S1",
        "family": "F1",
        "name": "",
        "birth_day": None,
        "active": True,
        "keywords": [],
        "classes": ["A B"],
        "next_cursor": None,
    }
    assert token.pop("id").startswith(TASK)
    assert token == {
        "status": "open",
        "expires_on": None,
        "location": None,
        "reason": "Storm",
        "session": "A B#2027-05-03T09:00",
        "used_for": None,
        "made_by": TASK,
        "made_at": "2027-04-05T09:00:00Z",
    }


@pytest.mark.parametrize(
    "path",
    ["/v1/classes/X/sessions"],
)
def test_what_is_not_there_or_not_allowed(account: Account, path: str) -> None:
    assert get(path).status == 404
    assert get(path, "permits").status == 403


def test_a_student_who_is_not_there_or_not_allowed(account: Account) -> None:
    assert student("/v1/students/X").status == 404
    assert student("/v1/students/X", "permits").status == 403


def preview(body: str, *groups: str) -> Answer:
    request = event("POST", "/v1/kinds/email_blast/preview", body=body, groups=groups or ("email",))
    return ask(blasts.calls, request)


def test_a_preview(account: Account) -> None:
    params = '{"subject": "News", "text": "Hello {{family}}", "everyone": true}'
    answer = preview(f'{{"params": {params}}}')
    assert answer.status == 200
    body = answer.body
    (mail,) = body.pop("mails")
    assert body == {"would_get": 1, "would_not": [], "looked_at": 1, "complete": True}
    assert (mail["to"], mail["sender"]) == ("one@example.com", "office@parkside.example")
    assert mail["text"].startswith("Hello F1")


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ('{"subject": "News", "text": "{{x}}", "everyone": true}', "params.text"),
        ('{"subject": "News", "everyone": true}', "params.text"),
        ('{"subject": "a\\nb", "text": "x", "everyone": true}', "params.subject"),
        ('{"subject": "News", "text": "x"}', "params.classes"),
    ],
)
def test_a_preview_refuses_what_a_launch_would(account: Account, params: str, field: str) -> None:
    answer = preview(f'{{"params": {params}}}')
    assert answer.status == 400
    assert [error["field"] for error in answer.body["errors"]] == [field]


def test_a_preview_takes_the_permission_to_mail(account: Account) -> None:
    assert preview('{"params": {}}', "classes").status == 403
