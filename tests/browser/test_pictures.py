from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.office import OWNER, Office, id_of
from tests.browser.views import VIEWS, Views

pytestmark = pytest.mark.emulator

PHONE = (390, 844)


def test_every_view_has_its_picture_taken(enter: Enter, views: Views, pictures: Path) -> None:
    olga = enter(OWNER.login).sign_in()
    dark = enter(OWNER.login, color_scheme="dark", size=PHONE).sign_in()
    for view in VIEWS:
        for clerk, name in ((olga, view.name), (dark, f"{view.name}-phone-dark")):
            clerk.open(views.path(view))
            view.ready(clerk)
            clerk.picture(pictures, name)

    taken = {path.stem for path in pictures.glob("*.png")}
    assert {view.name for view in VIEWS} <= taken


def test_a_cancel_has_its_picture_taken(enter: Enter, office: Office, pictures: Path) -> None:
    olga = enter(OWNER.login)
    with office.park.holding_messages("TokensQueueUrl"):
        path = office.import_games(60)
        number = office.olga.get(path)["number"]
        olga.sign_in()
        olga.row(id_of(path)).get_by_role("button", name=f"Cancel job #{number}").click()
        asked = olga.dialog(f"Cancel job #{number}?")
        expect(asked).to_be_visible()
        olga.picture(pictures, "cancel")
        asked.get_by_role("button", name="YES").click()
        expect(olga.dialog(f"Job #{number} is canceled")).to_be_visible()
        olga.picture(pictures, "cancel-receipt")
