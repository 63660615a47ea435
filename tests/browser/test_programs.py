import json

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.axe import findings
from tests.browser.conftest import Enter
from tests.browser.office import OWNER, Office
from tests.conformance.hook import answering, listening
from tests.e2e.waiting import until

pytestmark = pytest.mark.emulator

GONE = "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"
TAKEN = "HTTP/1.1 204 No Content\r\n\r\n"


def _asked_with(office: Office, key: str) -> httpx.Response:
    url = f"{office.park.running.programs_url}/v1/kinds"
    return httpx.get(url, headers={"Authorization": f"Bearer {key}"}, trust_env=False, timeout=35)


def test_a_program_gets_a_key_that_opens_until_it_is_revoked(enter: Enter, office: Office) -> None:
    name = office.park.label("Till")
    olga = enter(OWNER.login, permissions=["clipboard-read", "clipboard-write"])
    olga.sign_in("/programs")

    olga.button("New login").click()
    asked = olga.dialog("A login for a program")
    asked.get_by_role("button", name="Make the key").click()
    expect(asked.get_by_label("Name", exact=True)).to_be_focused()
    asked.get_by_label("Name", exact=True).fill(name)
    asked.get_by_label("Permits").check()
    assert findings(olga.page) == []
    asked.get_by_role("button", name="Make the key").click()

    field = olga.page.get_by_role("textbox", name=f"Key of {name}")
    expect(field).to_be_focused()
    key = field.input_value()
    assert _asked_with(office, key).status_code == 200
    olga.button("Copy").click()
    expect(olga.page.get_by_role("main").get_by_text("Copied.")).to_be_visible()
    assert olga.page.evaluate("navigator.clipboard.readText()") == key
    assert findings(olga.page) == []
    olga.button("I have it").click()
    expect(field).to_have_count(0)

    olga.page.reload()
    card = olga.page.get_by_role("article").filter(has_text=name)
    expect(card).to_contain_text("Permits")
    expect(card).to_contain_text("Olga")
    expect(card).not_to_contain_text("never")
    assert key not in olga.page.content()

    card.get_by_role("button", name=f"Revoke {name}").click()
    sure = olga.dialog(f"Revoke the login of {name}?")
    sure.get_by_role("button", name="No Thanks!").click()
    assert _asked_with(office, key).status_code == 200
    card.get_by_role("button", name=f"Revoke {name}").click()
    sure.get_by_role("button", name="YES", exact=True).click()
    expect(card).to_have_count(0)
    assert _asked_with(office, key).is_client_error


def test_a_webhook_is_registered_called_and_called_again(enter: Enter, office: Office) -> None:
    olga = enter(OWNER.login).sign_in("/webhooks")
    with listening(answering(TAKEN)) as hook:
        olga.button("New webhook").click()
        form = olga.dialog("New webhook")
        form.get_by_label("Address").fill("http://hooks.example.com/")
        form.get_by_role("button", name="Save").click()
        expect(form.locator("[aria-invalid=true]")).to_be_focused()
        expect(form).to_contain_text("begin with https://")
        form.get_by_label("Address").fill(hook.url)
        form.get_by_role("button", name="Save").click()
        secret = olga.page.get_by_role("textbox", name=f"Secret of {hook.url}").input_value()
        assert secret.startswith("whsec_")

        office.olga.ended(office.import_games())
        card = olga.page.get_by_role("article").filter(has_text=hook.url)
        card.get_by_role("link", name="Open").click()
        [webhook] = [
            it for it in office.olga.get("/v1/webhooks")["webhooks"] if it["url"] == hook.url
        ]
        path = f"/v1/webhooks/{webhook['id']}/deliveries"
        until(
            lambda: [it["state"] for it in office.olga.get(path)["deliveries"]] == ["delivered"],
            "a delivery",
        )
        olga.button("Read again").click()
        log = olga.page.get_by_role("article")
        expect(log.filter(has_text="Delivered")).to_have_count(1)
        before = len(hook.requests)
        log.get_by_role("button", name="Send again").click()
        expect(log.locator(".tries li").filter(has_text="answered 204")).to_have_count(2)
        assert len(hook.requests) == before + 1
        bodies = {request.partition(b"\r\n\r\n")[2] for request in hook.requests}
        assert [json.loads(body)["type"] for body in bodies] == ["task.ended"]

        olga.button("Turn off").click()
        expect(olga.button("Turn on")).to_be_visible()
        expect(log.get_by_role("button", name="Send again")).to_have_count(0)

        olga.button("New secret").click()
        olga.dialog("Give it another secret?").get_by_role("button", name="YES").click()
        other = olga.page.get_by_role("textbox", name="The new secret")
        expect(other).to_be_focused()
        assert other.input_value() != secret
        assert findings(olga.page) == []

        olga.button("Delete").click()
        olga.dialog(f"Delete {hook.url}?").get_by_role("button", name="YES").click()
    expect(olga.heading("Webhooks")).to_be_visible()
    expect(card).to_have_count(0)


def test_owners_are_notified_that_a_webhook_was_disabled(enter: Enter, office: Office) -> None:
    with listening(answering(GONE)) as hook:
        said = {"url": hook.url, "events": ["task.ended"]}
        webhook = office.olga.ask("POST", "/v1/webhooks", json=said).json()
        office.olga.ended(office.import_games())
        path = f"/v1/webhooks/{webhook['id']}"
        until(lambda: not office.olga.get(path)["enabled"], "its end")
    olga = enter(OWNER.login).sign_in("/notifications")

    told = olga.page.get_by_role("main").get_by_role("listitem").filter(has_text=hook.url)
    expect(told).to_have_count(1)
    expect(told).to_contain_text("The receiver answered 410")
    told.get_by_role("link").click()

    expect(olga.heading(hook.url)).to_be_visible()
    main = olga.page.get_by_role("main")
    expect(main).to_contain_text("Legwork calls it no more")
    expect(main).to_contain_text("The receiver answered 410: it wants to be called no more.")
    assert findings(olga.page) == []
    olga.button("Turn on").click()
    expect(olga.button("Turn off")).to_be_visible()
    expect(main).not_to_contain_text("Legwork calls it no more")
    unread = [
        it
        for it in office.olga.get("/v1/notifications", unread="true")["notifications"]
        if it["webhook"] and it["webhook"]["id"] == webhook["id"]
    ]
    assert unread == []
    office.olga.ask("DELETE", path)
