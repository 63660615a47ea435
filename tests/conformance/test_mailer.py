"""What the SES adapter makes of fifty mails, and of what SES says to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from legwork.adapters.mailer import TOO_LONG, SesMailer
from legwork.domain.errors import Throttled
from legwork.domain.notice import NOTICES_OF_CALL, Message
from legwork.ports import MaybeSent, NothingSent
from tests.conformance.aws import Aws
from tests.conformance.faults import Answer, Body, error, fault
from tests.conformance.places import on_emulator, on_moto

SET = "legwork"
ACCOUNT = "parkside"


def message(number: int, *, sender: str = "office@parkside.example") -> Message:
    return Message(
        to=f"home{number}@example.com",
        sender=sender,
        subject=f"News \u201c{number}\u201d {{{{name}}}} & <more>",
        text=f'Hello {number},\n"it" costs 5 \u20ac {{{{#if}}}} \\ \U0001f600\n',
        html=f"<p>Hello {number} &amp; {{{{{{braces}}}}}}</p>",
        unsubscribe=f"https://api.example/v1/unsubscribe/{number}",
    )


FIFTY = [message(number) for number in range(NOTICES_OF_CALL)]


# --- What SES says ---------------------------------------------------------------------------


@pytest.fixture
def client(aws: Aws) -> Any:
    return aws.client_of_its_own("sesv2")


@pytest.fixture
def mailer(client: Any) -> SesMailer:
    return SesMailer(client, configuration_set=SET)


def says(*statuses: str) -> Answer:
    """Has this to say to each of the mails, in their order."""
    return lambda _: (200, {"BulkEmailEntryResults": [{"Status": status} for status in statuses]})


REFUSALS = [
    "MESSAGE_REJECTED",
    "MAIL_FROM_DOMAIN_NOT_VERIFIED",
    "ACCOUNT_SUSPENDED",
    "ACCOUNT_THROTTLED",
    "INVALID_PARAMETER",
    "TRANSIENT_FAILURE",
    "FAILED",
]
"""Source: SES v2, BulkEmailEntryResult."""


def says_to_all(body: Body) -> tuple[int, Body]:
    """Takes each mail, as SES does when none is longer than it takes."""
    entries = body["BulkEmailEntries"]
    parts = ("ReplacementEmailContent", "ReplacementTemplate", "ReplacementTemplateData")
    for entry in entries:
        for part in parts:
            entry = entry[part]
        if len(entry) > 262_144:
            return 400, {"Error": {"Code": "BadRequestException", "Message": "too long"}}
    return 200, {"BulkEmailEntryResults": [{"Status": "SUCCESS"} for _ in entries]}


@on_moto
def test_a_mail_that_is_too_long_is_refused_alone(client: Any, mailer: SesMailer) -> None:
    long = replace(message(1), html="<p>" + "世" * 100_000)

    with fault(client, "SendBulkEmail", says_to_all):
        answers = mailer.send([message(0), long, message(2)], account=ACCOUNT)
        alone = mailer.send([long], account=ACCOUNT)

    assert answers == [None, TOO_LONG, None]
    assert alone == [TOO_LONG]


@on_moto
def test_the_longest_letter_in_another_script_is_sent(client: Any, mailer: SesMailer) -> None:
    long = replace(message(1), html="世" * 50_000, text="界" * 15_000)

    with fault(client, "SendBulkEmail", says_to_all):
        assert mailer.send([long], account=ACCOUNT) == [None]


@on_moto
def test_an_answer_that_leaves_some_out_is_no_answer(client: Any, mailer: SesMailer) -> None:
    with fault(client, "SendBulkEmail", says("SUCCESS")), pytest.raises(MaybeSent):
        mailer.send([message(0), message(1)], account=ACCOUNT)


@on_moto
def test_each_mail_has_its_own_answer(client: Any, mailer: SesMailer) -> None:
    statuses = ["SUCCESS", *REFUSALS, "SUCCESS"]
    with fault(client, "SendBulkEmail", says(*statuses)):
        answers = mailer.send(FIFTY[: len(statuses)], account=ACCOUNT)
    assert answers == [None, *REFUSALS, None]


@on_moto
def test_a_refusal_says_why(client: Any, mailer: SesMailer) -> None:
    result = {"Status": "MESSAGE_REJECTED", "Error": "Email address is not verified."}
    with fault(client, "SendBulkEmail", lambda _: (200, {"BulkEmailEntryResults": [result]})):
        assert mailer.send(FIFTY[:1], account=ACCOUNT) == ["Email address is not verified."]


@on_moto
def test_one_call_takes_fifty_and_says_whose_they_are(client: Any, mailer: SesMailer) -> None:
    asked: list[Body] = []

    def hear(body: Body) -> tuple[int, Body]:
        asked.append(body)
        answers = [{"Status": "SUCCESS"}] * len(body["BulkEmailEntries"])
        return 200, {"BulkEmailEntryResults": answers}

    with fault(client, "SendBulkEmail", hear):
        assert mailer.send(FIFTY, account=ACCOUNT) == [None] * NOTICES_OF_CALL
    [body] = asked
    to = [entry["Destination"]["ToAddresses"] for entry in body["BulkEmailEntries"]]
    assert to == [[mail.to] for mail in FIFTY]
    # What comes back of them is told apart by this.
    assert body["DefaultEmailTags"] == [{"Name": "account", "Value": ACCOUNT}]
    assert body["ConfigurationSetName"] == SET
    headers = {h["Name"]: h["Value"] for h in body["BulkEmailEntries"][7]["ReplacementHeaders"]}
    assert headers == {
        "List-Unsubscribe": "<https://api.example/v1/unsubscribe/7>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


@on_moto
@pytest.mark.parametrize(
    "mails", [[], [*FIFTY, message(51)], [message(1), message(2, sender="b@c.example")]]
)
def test_what_no_call_takes_is_a_mistake_of_the_caller(
    mailer: SesMailer, mails: list[Message]
) -> None:
    with pytest.raises(ValueError, match="fifty mails of one sender"):
        mailer.send(mails, account=ACCOUNT)


def raises(problem: Callable[[], Exception]) -> Answer:
    """The network has a bad moment."""

    def answer(_: Body) -> tuple[int, Body]:
        raise problem()

    return answer


URL = "https://aws"


@on_moto
@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (error("TooManyRequestsException", status=429), Throttled),
        (error("ThrottlingException"), Throttled),
        (raises(lambda: ConnectTimeoutError(endpoint_url=URL)), Throttled),
        (raises(lambda: EndpointConnectionError(endpoint_url=URL)), Throttled),
        (error("MessageRejected"), NothingSent),
        (error("MailFromDomainNotVerifiedException"), NothingSent),
        (error("AccountSuspendedException"), NothingSent),
        (error("SendingPausedException"), NothingSent),
        (error("NotFoundException", status=404), NothingSent),
        (error("BadRequestException"), NothingSent),
        (error("AccessDeniedException", status=403), NothingSent),
        (error("InternalFailure", status=500), MaybeSent),
        (error("ServiceUnavailable", status=503), MaybeSent),
        (raises(lambda: ReadTimeoutError(endpoint_url=URL)), MaybeSent),
    ],
)
def test_what_becomes_of_a_whole_call(
    client: Any, mailer: SesMailer, answer: Answer, meaning: type[Exception]
) -> None:
    with fault(client, "SendBulkEmail", answer), pytest.raises(meaning):
        mailer.send(FIFTY, account=ACCOUNT)


# --- What arrives ----------------------------------------------------------------------------


class Post:
    """SES in its sandbox: whoever is not verified neither sends nor gets mail."""

    def __init__(self, aws: Aws) -> None:
        self.endpoint = aws.endpoint
        self.client = aws.client_of_its_own("sesv2")
        self.client.put_account_details(
            MailType="TRANSACTIONAL",
            WebsiteURL="https://parkside.example",
            ProductionAccessEnabled=False,
        )
        self.sender = f"office@n{aws.number}.example"
        self.mailer = SesMailer(self.client, configuration_set=SET)

    def verify(self, *addresses: str) -> None:
        for address in addresses:
            self.client.create_email_identity(EmailIdentity=address)

    def arrived(self) -> list[dict[str, Any]]:
        answer = httpx.get(f"{self.endpoint}/_ministack/ses/messages")
        accounts: dict[str, list[dict[str, Any]]] = answer.json()["messages"]
        every = (one for mails in accounts.values() for one in mails)
        return [one for one in every if one["Source"] == self.sender]

    def mails(self, number: int, domain: str) -> list[Message]:
        every = (message(n, sender=self.sender) for n in range(number))
        return [replace(mail, to=mail.to.replace("example.com", domain)) for mail in every]


@pytest.fixture
def post(aws: Aws) -> Post:
    return Post(aws)


@on_emulator
def test_fifty_arrive_as_they_were_written(aws: Aws, post: Post) -> None:
    domain = f"homes{aws.number}.example"
    post.verify(post.sender, domain)
    sent = post.mails(50, domain)
    assert post.mailer.send(sent, account=ACCOUNT) == [None] * 50
    assert [
        (one["To"], one["Subject"], one["BodyText"], one["BodyHtml"]) for one in post.arrived()
    ] == [([mail.to], mail.subject, mail.text, mail.html) for mail in sent]


@on_emulator
def test_one_destination_that_is_refused_holds_up_no_other(aws: Aws, post: Post) -> None:
    domain = f"homes{aws.number}.example"
    post.verify(post.sender, domain)
    sent = post.mails(5, domain)
    sent[3] = replace(sent[3], to="nobody@elsewhere.example")
    answers = post.mailer.send(sent, account=ACCOUNT)
    assert [answer is None for answer in answers] == [True, True, True, False, True]
    assert "not verified" in str(answers[3])
    assert len(post.arrived()) == 4


@on_emulator
def test_a_sender_that_is_not_verified_sends_nothing(post: Post) -> None:
    with pytest.raises(NothingSent, match="not verified"):
        post.mailer.send(post.mails(3, "homes.example"), account=ACCOUNT)
    assert post.arrived() == []
