import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.office import OWNER, Office

pytestmark = pytest.mark.emulator

ANA = "owner@parkside"


def test_who_signs_in_is_where_they_wanted_to_be(enter: Enter) -> None:
    ana = enter(ANA).sign_in("/tasks?state=running")

    expect(ana.heading("Background tasks")).to_be_visible()
    expect(ana.page).to_have_url(f"{ana.url}/tasks?state=running")
    expect(ana.button("Ana of parkside")).to_be_visible()


def test_a_wrong_password_leads_nowhere(enter: Enter) -> None:
    ana = enter(ANA).open()

    ana.type_password(ana.page, "Wrong-Password-1")

    expect(ana.page.get_by_text("Incorrect username or password")).to_be_visible()
    assert not ana.page.url.startswith(ana.url)
    ana.open("/tasks")
    expect(ana.page.get_by_label("Password")).to_be_visible()


def test_no_page_and_no_call_of_ours_is_told_the_password(enter: Enter) -> None:
    ana = enter(ANA).sign_in()
    expect(ana.heading("Background tasks")).to_be_visible()

    ours = [request for request in ana.asked if request.url.startswith(ana.url)]
    assert ours
    for request in ours:
        assert ana.password not in request.url
        assert ana.password not in (request.post_data or "")
        assert ana.password not in json.dumps(request.headers)


def test_a_reload_asks_for_nothing_and_nothing_outlives_the_tab(enter: Enter) -> None:
    ana = enter(ANA).sign_in()

    ana.page.reload()
    expect(ana.heading("Background tasks")).to_be_visible()
    kept = ana.session()
    stored = ana.page.evaluate("JSON.stringify(localStorage) + document.cookie")
    assert kept["idToken"] not in stored
    assert kept["refreshToken"] not in stored

    another = ana.context.new_page()
    another.goto("/tasks")
    expect(another.get_by_label("Password")).to_be_visible()


def test_who_has_signed_out_is_out(enter: Enter, office: Office) -> None:
    ana = enter(ANA).sign_in()
    refresh = ana.session()["refreshToken"]
    ana.button("Ana of parkside").click()

    ana.button("Sign out").click()

    expect(ana.page.get_by_label("Password")).to_be_visible()
    refused = ana.context.request.post(
        f"{office.park.running.endpoint_url}/oauth2/token",
        form={
            "grant_type": "refresh_token",
            "refresh_token": refresh,
            "client_id": office.park.running.outputs["ConsoleClientId"],
        },
    )
    assert refused.status == 400
    assert refused.json()["error"] == "invalid_grant"
    ana.page.go_back()
    # The page that she comes back to sends her on to the sign-in by itself.
    expect(ana.page.get_by_label("Password")).to_be_visible()
    ana.open("/tasks")
    expect(ana.page.get_by_label("Password")).to_be_visible()
    assert refresh not in ana.page.evaluate("JSON.stringify(sessionStorage)")


def test_a_token_is_replaced_before_it_ends(enter: Enter) -> None:
    ana = enter(ANA)
    ana.page.clock.install()
    ana.sign_in()
    expect(ana.heading("Background tasks")).to_be_visible()
    before = ana.session()

    # Four of its thirty minutes are left.
    with ana.page.expect_response("**/oauth2/token") as replaced:
        ana.page.clock.fast_forward("26:00")

    assert replaced.value.ok
    ana.page.wait_for_function(
        "before => JSON.parse(sessionStorage.getItem('legwork.session')).endsAt > before",
        arg=before["endsAt"],
    )
    assert ana.session()["idToken"] != before["idToken"]


def test_an_ended_session_is_said_and_nothing_typed_is_lost(enter: Enter, office: Office) -> None:
    olga = enter(OWNER.login)
    olga.page.clock.install()
    olga.sign_in("/permits/new")
    holder = olga.page.get_by_label("Holder")
    holder.fill("league-of-its-own")

    office.sign_out_everywhere(OWNER)
    olga.page.clock.fast_forward("31:00")

    ended = olga.dialog("Your session has ended")
    expect(ended).to_be_visible()
    with olga.page.expect_popup() as popup:
        ended.get_by_role("button", name="Sign in").click()
    with popup.value.expect_event("close"):
        olga.type_password(popup.value)
    expect(ended).to_be_hidden()
    expect(holder).to_have_value("league-of-its-own")
    with olga.page.expect_response("**/v1/notifications*") as answer:
        olga.page.clock.fast_forward("01:00")
    assert answer.value.status in {200, 304}
