import pytest
from playwright.sync_api import expect

from local.demo_users import DemoUser
from tests.browser.conftest import Enter
from tests.browser.crowd import crowd
from tests.browser.office import Office, id_of

pytestmark = pytest.mark.emulator

CROWDED = DemoUser(login="owner@crowded", name="Chris", account="crowded", groups=("owner",))
RUNNING = 10


def test_a_thousand_tasks_can_be_looked_at_while_ten_run(enter: Enter, office: Office) -> None:
    owner = office.hire(CROWDED)
    first = office.import_games(by=owner)
    owner.ended(first)
    crowd(office.park, id_of(first), 1_000)
    chris = enter(CROWDED.login)
    with office.park.holding_messages("TokensQueueUrl"):
        running = [office.import_games(20, by=owner) for _ in range(RUNNING)]
        chris.sign_in()
        rows = chris.page.locator("li[data-task]")
        expect(rows.first).to_be_visible()
        while (shown := rows.count()) < 1_000 + RUNNING + 1:
            chris.button("Show more").click()
            expect(rows).not_to_have_count(shown)

        expect(rows).to_have_count(1_000 + RUNNING + 1)
        # Eight of an account run at once: those that are planned first, whichever that are.
        waiting = [rows.filter(has_text=said) for said in ("Next in line", "1 task ahead of it")]
        for one in waiting:
            expect(one).to_have_count(1)
        # The others wait in the order of their launch.
        launched = [id_of(path) for path in running]
        sooner, later = (launched.index(one.get_attribute("data-task") or "") for one in waiting)
        assert sooner < later
        rows.nth(900).scroll_into_view_if_needed()
        rows.nth(900).get_by_role("checkbox").check()
        expect(chris.page.get_by_text("1 chosen")).to_be_visible()
    for path in running:
        owner.ended(path)
    expect(chris.row(id_of(running[-1]))).to_contain_text("Complete")
    expect(rows.nth(900).get_by_role("checkbox")).to_be_checked()
