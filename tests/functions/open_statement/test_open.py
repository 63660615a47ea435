import base64

import boto3
import pytest

from legwork import bootstrap
from legwork.domain.day import today
from legwork.domain.effect import Put
from legwork.store.records import effects_in_account
from legwork.testing.signing_keys import MemoryKeys
from legwork.trade.families.family import Family
from legwork.trade.money.account import Account
from legwork.trade.money.book import Book
from legwork.trade.money.posting import Posting, PostingType
from legwork.trade.money.statement import made, statement_key, to_item
from legwork.trade.money.usecases.open_statement import statement_link
from tests.functions.invoking import Functions, recorded
from tests.functions.town import Town


@pytest.fixture
def link(town: Town, functions: Functions) -> str:
    """The link to a statement of the town."""
    name = f"of {town.account}"
    secret = boto3.client("secretsmanager").create_secret(Name=name, SecretString="a secret")
    functions.variables["UNSUBSCRIBE_SECRET_ARN"] = secret["ARN"]
    now = bootstrap.clock().now()
    day = today(now)
    book = Book(Account(family="F1"))
    book.charge(
        Posting(
            id="C1",
            family="F1",
            type=PostingType.CHARGE,
            category="tuition",
            amount_cents=12_345,
            at=now,
            day=day,
        )
    )
    family = Family(id="F1", email="", name="Moss")
    found = made(book.account, family, task="T1", day=day, at=now)
    put = Put(statement_key("F1", "T1"), to_item(found))
    for effect in effects_in_account(town.account, [put]):
        functions.aws.database.records.write(effect)
    words = ("F1", "T1", found.last_day)
    return statement_link(MemoryKeys("a secret"), "https://api.example", town.account, words)


def followed(functions: Functions, link: str) -> tuple[int, dict[str, str], bytes]:
    event = recorded("http_api")
    path = link.removeprefix("https://api.example")
    event["requestContext"]["http"] |= {"method": "GET", "path": path}
    event["requestContext"].pop("authorizer")
    event["rawPath"] = path
    answer = functions.invoke("open_statement", event)
    body = answer["body"]
    raw = base64.b64decode(body) if answer["isBase64Encoded"] else body.encode()
    headers = {name.lower(): value for name, value in answer["headers"].items()}
    return answer["statusCode"], headers, raw


def test_the_link_opens_the_statement_without_a_login(functions: Functions, link: str) -> None:
    status, headers, body = followed(functions, link)

    assert (status, headers["content-type"]) == (200, "application/pdf")
    assert body.startswith(b"%PDF")
    assert headers["content-disposition"].startswith('inline; filename="statement-20')
    assert headers["cache-control"] == "private, no-store"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("spoil", [lambda link: link[:-1], lambda link: f"{link}x"])
def test_another_link_shows_a_page_that_says_so(
    functions: Functions, link: str, spoil: object
) -> None:
    status, headers, body = followed(functions, spoil(link))  # type: ignore[operator]

    assert (status, headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert b"There is no such link." in body
