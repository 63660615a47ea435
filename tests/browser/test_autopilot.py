import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.office import OWNER, Office

pytestmark = pytest.mark.emulator


def test_a_workflow_is_saved_and_told_in_words(enter: Enter, office: Office) -> None:
    name = office.park.label("Newsletter")
    olga = enter(OWNER.login).sign_in("/autopilot")
    olga.page.get_by_role("link", name="New workflow").first.click()
    olga.page.get_by_label("Name", exact=True).fill(name)
    olga.page.get_by_label("Kind", exact=True).select_option("email_blast")
    olga.page.get_by_label(re.compile("^Subject")).first.fill("News")
    olga.page.get_by_label(re.compile("^Text")).first.fill("Dear {{family}}")
    olga.page.get_by_label(re.compile("Everyone")).first.check()

    olga.button("Save").click()

    main = olga.page.get_by_role("main")
    expect(main).to_contain_text(name)
    expect(main).to_contain_text("Monday to Friday at 6:00 AM")
    [saved] = [it for it in office.olga.get("/v1/autopilots")["autopilots"] if it["name"] == name]
    assert (saved["kind"], saved["params"]["subject"]) == ("email_blast", "News")
    office.olga.ask("DELETE", f"/v1/autopilots/{saved['id']}", headers={"If-Match": "*"})
