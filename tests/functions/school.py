"""A school of the town's first customer: a class, its families, and mail to them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import boto3
import pytest

from legwork import bootstrap
from legwork.domain import recipient as recipients
from legwork.domain.effect import Effect, Put
from legwork.domain.recipient import Recipient, recipient_key
from legwork.store.records import AccountRecords, effects_in_account
from legwork.testing.files import MemoryFiles
from legwork.testing.mailer import MemoryMailer
from legwork.trade.mail import sender as senders
from tests.functions.people import Answer, Person
from tests.functions.town import Town
from tests.unit.families import class_, enrolled, session

CLASS, DAY = "Judo", "2027-05-03"


def home(number: int) -> str:
    """The address of a family."""
    return f"home{number}@example.com"


class School:
    """A class of some families, all of which have agreed to mailings.

    Args:
        town: where it is.
        patch: puts a mail service in memory in the place of SES, whose bulk calls moto lacks.
        families: how many.
    """

    def __init__(self, town: Town, patch: pytest.MonkeyPatch, families: int = 3) -> None:
        self.town = town
        self.functions = town.functions
        self.post = MemoryMailer()
        patch.setattr(bootstrap, "mailer", lambda _configuration_set: self.post)
        client = boto3.client("secretsmanager")
        secret = client.create_secret(Name=f"links-{town.number}", SecretString="a secret")
        self.functions.variables["UNSUBSCRIBE_SECRET_ARN"] = secret["ARN"]
        self.functions.configure()
        made = [*senders.verified("office@example.com", default=True), *class_(CLASS, CLASS)]
        made += session(CLASS, DAY)
        for number in range(families):
            made += enrolled(CLASS, f"F{number}", f"S{number}", email=home(number))
            made.append(Put(recipient_key(home(number)), {"email": home(number), "opted_in": True}))
        self.put(made)

    def put(self, effects: Iterable[Effect]) -> None:
        """Write records of the first customer."""
        for effect in effects_in_account(self.town.account, effects):
            self.functions.aws.database.records.write(effect)

    def recipient(self, number: int, account: str | None = None) -> Recipient | None:
        """What is known of a family's address."""
        database = self.functions.aws.database
        records = AccountRecords(database, MemoryFiles(), account or self.town.account)
        return recipients.find([home(number)], records).get(home(number))

    def blast(self) -> str:
        """The path of a mailing to everybody; it is queued and nothing more."""
        params = {"subject": "News", "text": "Hello {{family}}", "everyone": True}
        return self.launched("email_blast", params)

    def launched(self, kind: str, params: dict[str, Any]) -> str:
        """The path of a task."""
        answer = self.town.ana.launch("POST", "/v1/tasks", {"kind": kind, "params": params})
        assert answer.status == 202, answer.text
        return answer.headers["location"]

    def staged(self) -> list[str]:
        """Let planner and workers take their messages; answers those for the deliverers."""
        self.functions.work()
        return self.functions.aws.received("deliveries")

    def mailed(self) -> list[str]:
        """Whom mail was sent to."""
        return sorted(mail.to for mail in self.post.outbox)

    def task(self, path: str) -> Any:
        """A task as its owner sees it."""
        return self.town.ana.get(path).body

    def stranger(self) -> Person:
        """Somebody who has a link, and no login."""
        return self.town.guest

    def follow(self, link: str, method: str) -> Answer:
        """Open a link of a mail, or click on its button."""
        path = link.removeprefix("https://api.example")
        body = "List-Unsubscribe=One-Click" if method == "POST" else None
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.town.guest.ask(method, path, body, headers=form, claims={})


def notification(message: dict[str, Any] | str) -> dict[str, Any]:
    """What SNS hands on to a function."""
    body = message if isinstance(message, str) else json.dumps(message)
    sns = {
        "SignatureVersion": "1",
        "Timestamp": "2027-05-03T09:00:00.000Z",
        "MessageId": "95df01b4-ee98-5cb9-9903-4c221d41eb5e",
        "Message": body,
        "Type": "Notification",
        "TopicArn": "arn:aws:sns:us-east-1:123456789012:feedback",
        "MessageAttributes": {},
        "Subject": "Amazon SES Email Event Notification",
    }
    record = {"EventVersion": "1.0", "EventSource": "aws:sns", "Sns": sns}
    return {"Records": [{**record, "EventSubscriptionArn": f"{sns['TopicArn']}:1"}]}
