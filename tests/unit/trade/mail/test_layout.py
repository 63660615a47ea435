"""Every mail is in one layout, with who writes at its foot; the same is said as text."""

import pytest

from layers.layout import MADE, layout
from legwork.domain.effect import Foreign, Put
from legwork.domain.notice import Message
from legwork.trade.mail.layout import LAYOUT, WHY, dressed, dresser, inside
from legwork.trade.mail.profile import PROFILE_KEY, Profile, from_item, to_item
from legwork.trade.mail.template import Fault, parts_of, variables_in
from tests.unit.account import Account

PARK = Profile(name="Parkside <Swim> & Gym", address="12 Harbour Street\n\n Parkside, ME 04101")
LINK = "https://mail.test/unsubscribe?token=a&b=c"


def mail(html: str = "<p>Hello</p>", *, unsubscribe: str | None = None) -> Message:
    return Message(
        to="a@example.com",
        sender="office@parkside.example",
        subject="Closed <b>today</b>",
        text="Hello\n",
        html=html,
        unsubscribe=unsubscribe,
    )


def test_what_is_sent_is_made_of_what_is_written() -> None:
    """If this fails: ``make contract``, and look at some mails."""
    assert MADE.read_text("utf-8") == layout() == LAYOUT


def test_it_has_a_place_for_all_that_is_said_and_fetches_nothing() -> None:
    assert variables_in(LAYOUT) == {"title", "name", "body", "foot"}
    assert not [part for part in parts_of(LAYOUT) if isinstance(part, Fault)]
    assert "@import" not in LAYOUT
    assert "<link" not in LAYOUT
    assert "src=" not in LAYOUT


def test_a_mail_says_who_writes_as_html_and_as_text() -> None:
    seen = dressed(mail(), profile=PARK)
    assert "<title>Closed &lt;b&gt;today&lt;/b&gt;</title>" in seen.html
    assert seen.html.count("Parkside &lt;Swim&gt; &amp; Gym") == 2
    assert "12 Harbour Street<br>\nParkside, ME 04101" in seen.html
    assert "<p>Hello</p></div>" in seen.html
    assert seen.text == (
        "Hello\n\n-- \nParkside <Swim> & Gym\n12 Harbour Street\nParkside, ME 04101\n"
    )
    assert WHY not in seen.html + seen.text
    assert (seen.to, seen.sender, seen.subject) == (mail().to, mail().sender, mail().subject)


def test_a_mailing_says_how_to_get_no_more_of_them() -> None:
    seen = dressed(mail(unsubscribe=LINK), profile=PARK)
    assert f'{WHY} <a href="https://mail.test/unsubscribe?token=a&amp;b=c">' in seen.html
    assert seen.text.endswith(f"\n\n{WHY}\nUnsubscribe: {LINK}\n")
    assert seen.unsubscribe == LINK


def test_without_a_profile_it_is_the_sender_who_writes() -> None:
    seen = dressed(mail(), profile=Profile())
    assert seen.text == "Hello\n\n-- \noffice@parkside.example\n"
    assert "office@parkside.example</div>" in seen.html


def test_what_is_said_is_no_template() -> None:
    seen = dressed(mail("<p>{{foot}} {{name}} }} {{</p>"), profile=Profile(name="{{body}}"))
    assert "<p>{{foot}} {{name}} }} {{</p>" in seen.html
    assert seen.html.count("{{body}}") == 2


@pytest.mark.parametrize(
    ("html", "goes_in"),
    [
        ("<p>Hi</p>", "<p>Hi</p>"),
        (
            "<!DOCTYPE html><html><style>p{}</style>\n<BODY class=a><p>Hi</p></BODY ></html>",
            "<style>p{}</style><p>Hi</p>",
        ),
        ("<html><body><p>Hi", "<p>Hi"),
        ("<html><head><title>x</title></head><p>Hi</p></html>", "<p>Hi</p>"),
        ("<p>Hi</p></body>", "<p>Hi</p>"),
        ("<p>Hi</p><!-- secret", "<p>Hi</p><!-- secret-->"),
        ("<!-- a --><p>Hi</p>", "<!-- a --><p>Hi</p>"),
        ("<p>Hi</p><STYLE>p{}", "<p>Hi</p><STYLE>p{}</style>"),
        ("<body><p>Hi</p><textarea>", "<p>Hi</p><textarea></textarea>"),
    ],
)
def test_of_a_page_goes_in_what_is_seen_of_it_and_nothing_hides_the_foot(
    html: str, goes_in: str
) -> None:
    assert inside(html) == goes_in


def test_an_account_writes_in_its_own_name() -> None:
    account = Account()
    account.commit([Put(PROFILE_KEY, to_item(PARK))])
    assert dresser(account.records)(mail()) == dressed(mail(), profile=PARK)
    assert from_item(to_item(PARK)) == PARK


@pytest.mark.parametrize("item", [{}, {"name": 7}, {"name": Foreign("SS"), "address": "x"}])
def test_one_whose_profile_cannot_be_read_writes_all_the_same(item: dict[str, object]) -> None:
    account = Account()
    account.commit([Put(PROFILE_KEY, {"name": "x"})])
    key = next(key for key in account.database.records.rows if "PROFILE" in key.partition)
    account.database.records.rows[key] = item
    assert dresser(account.records)(mail()) == dressed(mail(), profile=Profile())
