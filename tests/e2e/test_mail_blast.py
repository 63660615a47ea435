"""Mailings: each address once, nothing behind a cancel, nothing to whoever does not want it."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.command import legwork
from tests.e2e.park import Park
from tests.e2e.school import TITLE, School, once, settled
from tests.e2e.waiting import SLOWLY, until

pytestmark = pytest.mark.emulator

SLOW = 10
"""Mails a second, so that there is a half way."""


@pytest.fixture(scope="module")
def school(park: Park, tmp_path_factory: pytest.TempPathFactory) -> School:
    """A class of Riverside, imported by the command line."""
    folder = tmp_path_factory.mktemp("files")
    school = School(park, park.dana, "riverside", park.label("JUDO"), families=320)
    for command, content in (
        ("families", school.consents()),
        ("enrollments", school.enrollments()),
        ("sessions", school.sessions()),
    ):
        file = folder / f"{command}.csv"
        file.write_bytes(content)
        imported = legwork("import", command, file, "--json", "--as", "owner@riverside")
        assert (imported.code, imported.document["status"]) == (0, "Complete"), imported.err
    return school


@pytest.fixture(scope="module")
def everyone(school: School, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A mailing to all families, as the command line launched it."""
    file: Path = tmp_path_factory.mktemp("templates") / "news.html"
    file.write_text("<p>Dear {{family}}: {{students}}</p>", encoding="utf-8")
    done = legwork(
        *("blast", "--subject", "To all of {{first_class}}", "--text", "Dear {{family}}"),
        *("--html-file", file, "--everyone", "--json", "--as", "owner@riverside"),
    )
    assert done.code == 0, done.err
    task: dict[str, Any] = done.document
    return task


def test_a_second_import_changes_nothing(park: Park, school: School) -> None:
    before = park.records("riverside")

    task = school.staff.ended(school.staff.importing(school.enrollments(), "enrollments"))

    assert (task["progress"]["skipped"], task["progress"]["total"]) == (640, 640)
    assert park.records("riverside") == before


def test_a_mailing_reaches_each_address_once_however_many_enrollments(
    school: School, everyone: dict[str, Any]
) -> None:
    mails = school.mails("To all of")
    left = [mail.to for mail in school.park.sent() if mail.subject.startswith("To all of")]

    assert everyone["status"] == "Complete"
    assert everyone["progress"]["notices"]["sent"] == everyone["progress"]["notices"]["staged"]
    assert everyone["progress"]["notices"]["sent"] == everyone["progress"]["succeeded"] == len(left)
    # Other tests may have left families there; nobody but families of the account gets any.
    assert len({*left}) == len(left)
    assert {*left} <= addresses(school)
    assert mails.total() == 320
    assert {to for to, _ in mails} == {school.address(place) for place in range(320)}
    assert once(mails)
    school.staff.agree(f"/v1/tasks/{everyone['id']}")


def addresses(school: School) -> set[str]:
    """Those of all families of the school's account."""
    rows = school.park.records(school.account).items()
    return {str(item["email"]) for key, item in rows if key.sort == "FAMILY"}


def test_the_outbox_shows_what_a_task_sent(school: School, everyone: dict[str, Any]) -> None:
    asked = ("outbox", "--task", str(everyone["number"]), "--as", "owner@riverside")
    whole = legwork(*asked, "--json").document
    one = legwork(*asked, "--to", school.address(7), "--json").document

    sent = everyone["progress"]["notices"]["sent"]
    assert sent >= 320
    assert (whole["count"], whole["addresses"]) == (sent, sent)
    (mail,) = one["mails"]
    assert mail["sender"] == "office@riverside.example"
    assert mail["subject"] == f"To all of {TITLE}"
    assert mail["text"].startswith(f"Dear {school.family(7)}\n")
    assert f"<p>Dear {school.family(7)}: {', '.join(school.students(7))}</p>" in mail["html"]


def test_a_preview_shows_the_mail_and_sends_nothing(school: School) -> None:
    before = len(school.park.sent())
    params = {"classes": [school.name], "subject": "Soon", "text": "Hi {{students}}"}

    answer = school.staff.ask(
        "POST", "/v1/kinds/email_blast/preview", json={"params": params, "limit": 2}
    )

    preview = answer.json()
    assert (answer.status_code, preview["would_get"], preview["would_not"]) == (200, 320, [])
    assert len(preview["mails"]) == 2
    assert all("Hi JUDO" in mail["text"] for mail in preview["mails"])
    assert len(school.park.sent()) == before


def test_a_template_that_cannot_be_filled_in_is_refused_in_one_sentence(school: School) -> None:
    words = ("--subject", "A", "--text", "Dear {{famly}}", "--class", school.name)

    refused = legwork("blast", *words, "--as", "owner@riverside")

    assert (refused.code, refused.out) == (1, "")
    assert "famly" in refused.err
    assert len(refused.err.strip().splitlines()) == 1


def test_a_cancel_stops_the_mail_at_once(park: Park, school: School) -> None:
    with park.configured("deliver", MAILS_PER_SECOND=SLOW):
        path = school.blast(subject="Half way")
        until(lambda: mail_of(school, path)["sent"], "a first mail")
        answer = school.staff.ask("POST", f"{path}/cancel", json={"reason": "A wrong word"})
        at_once = school.mails("Half way")
        until(lambda: park.waiting("DeliveriesQueueUrl") == 0, "the last delivery to be dropped")

    task = answer.json()
    notices = task["progress"]["notices"]
    assert (answer.status_code, task["state"]) == (200, "cancelled")
    assert 0 < notices["sent"] < 320
    assert settled(notices)
    assert at_once.total() == notices["sent"] == task["progress"]["succeeded"]
    assert school.mails("Half way") == at_once
    assert once(at_once)
    assert task["progress"]["succeeded"] + task["progress"]["not_attempted"] == 320
    assert school.staff.get(path)["progress"] == task["progress"]
    school.staff.agree(path)


@pytest.mark.usefixtures("everyone")
def test_whoever_unsubscribes_gets_nothing_that_has_not_left(park: Park, school: School) -> None:
    address = school.address(5)
    with park.holding_messages("DeliveriesQueueUrl"):
        path = school.blast(subject="To most")
        until(lambda: mail_of(school, path)["staged"] == 320, "all of it to be staged")
        clicked = httpx.post(
            link_to(school, address), data={"List-Unsubscribe": "One-Click"}, **SLOWLY
        )
    task = school.staff.ended(path)

    assert (clicked.status_code, address in clicked.text) == (200, True)
    assert (task["progress"]["succeeded"], task["progress"]["skipped"]) == (319, 1)
    (skipped,) = school.outcomes(path, "skipped")
    assert (skipped["target"], skipped["code"]) == (address, "unsubscribed")
    mails = school.mails("To most")
    assert (mails.total(), mails[address, "To most"], once(mails)) == (319, 0, True)
    assert not family_of(school, address)["opted_in"]
    school.staff.agree(path)


@pytest.mark.usefixtures("everyone")
def test_looking_at_the_page_changes_nothing_and_its_button_does(school: School) -> None:
    address = school.address(11)
    link = link_to(school, address)

    looked = httpx.get(link, **SLOWLY)
    agreed = family_of(school, address)["opted_in"]
    pressed = httpx.post(link, **SLOWLY)
    broken = httpx.post(f"{link[:-4]}AAAA", **SLOWLY)

    assert (looked.status_code, agreed, pressed.status_code) == (200, True, 200)
    assert '<form method="post">' in looked.text
    assert not family_of(school, address)["opted_in"]
    assert broken.status_code == 404


def test_an_address_that_bounces_is_suppressed(park: Park, school: School) -> None:
    gone, full, cross = (school.address(place) for place in (21, 22, 23))
    feedback(park, "Bounce", bounce=bounced("Permanent", gone))
    feedback(park, "Bounce", bounce=bounced("Transient", full))
    feedback(park, "Complaint", complaint={"complainedRecipients": [{"emailAddress": cross}]})
    until(lambda: family_of(school, gone)["suppressed"], "the bounce to be heard of")
    until(lambda: family_of(school, cross)["suppressed"], "the complaint to be heard of")

    path = school.blast(
        subject="After", classes=[], families=[school.family(place) for place in (21, 22, 23)]
    )

    task = school.staff.ended(path)
    skipped = school.outcomes(path, "skipped")
    assert task["progress"]["succeeded"] == 1
    assert {one["target"]: one["code"] for one in skipped} == dict.fromkeys(
        (gone, cross), "suppressed"
    )
    assert set(school.mails("After")) == {(full, "After")}


def mail_of(school: School, path: str) -> dict[str, int]:
    """What has become of a task's mail so far."""
    counts: dict[str, int] = school.staff.get(path)["progress"]["notices"]
    return counts


def link_to(school: School, address: str) -> str:
    """The link with which an address unsubscribes, from the mail to everyone."""
    (text,) = (
        mail.text
        for mail in school.park.sent()
        if (mail.to, mail.subject) == (address, f"To all of {TITLE}")
    )
    return text.rsplit("Unsubscribe: ", 1)[1].strip()


def family_of(school: School, address: str) -> Any:
    """The family with an address, as staff see it."""
    place = int(address.partition("@")[0][1:])
    return school.staff.get(f"/v1/families/{school.family(place)}")


def bounced(kind: str, address: str) -> dict[str, Any]:
    """What SES tells of a mail that did not arrive."""
    return {"bounceType": kind, "bouncedRecipients": [{"emailAddress": address}]}


def feedback(park: Park, event: str, **of: Any) -> None:
    """Let SES tell what became of a mail of Riverside."""
    message = {"eventType": event, "mail": {"tags": {"account": ["riverside"]}}, **of}
    park.client("sns").publish(
        TopicArn=park.running.outputs["FeedbackTopicArn"], Message=json.dumps(message)
    )
