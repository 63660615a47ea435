"""Every view of the console, and something to see in each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.browser.clerk import Clerk
from tests.browser.office import Office
from tests.e2e.bookings import games


@dataclass(frozen=True)
class View:
    """A view.

    Attributes:
        name: of its picture.
        path: its address; words in braces are looked up in what was made for it.
        heading: is there when it has loaded.
        then: what else to do before it is looked at.
    """

    name: str
    path: str
    heading: str
    then: Callable[[Clerk], None] = lambda clerk: None

    def ready(self, clerk: Clerk) -> None:
        """Wait until there is something to see."""
        expect(clerk.page.locator("h1")).to_contain_text(self.heading)
        expect(clerk.page.get_by_text("Loading…")).to_have_count(0)
        self.then(clerk)


def _open_bell(clerk: Clerk) -> None:
    if not clerk.page.locator(".bell-list").is_visible():
        clerk.page.locator(".popup-face").first.click()
    expect(clerk.page.locator(".bell-list")).to_be_visible()


VIEWS = (
    View("tasks", "/tasks", "Background tasks"),
    View("task", "/tasks/{billout}", "Bill out"),
    View("task-with-errors", "/tasks/{failed}", "Import"),
    View("kinds", "/launch", "Launch a task"),
    View("launch", "/launch/import_records", "Import"),
    View("mailing", "/launch/email_blast", "Email Blast"),
    View("bell", "/notifications", "Notifications", _open_bell),
    View("permits", "/permits", "Permits"),
    View("permit", "/permits/{permit}", "Permit"),
    View("new-permit", "/permits/new", "New permit"),
    View("jobs", "/permits/{permit}/jobs", "Background jobs"),
    View("receipt", "/receipts/{receipt}", "Receipt"),
    View("holders", "/holders", "Accounts"),
    View("holder", "/holders/{holder}", "harbour-league"),
    View("classes", "/classes", "Classes"),
    View("class", "/classes/{class}", "Judo"),
    View("families", "/families", "Families"),
    View("family", "/families/{family}", "JUDO"),
    View("autopilot", "/autopilot", "Autopilot"),
    View("nothing", "/no-such-page", "There is no such page"),
)


class Views:
    """What there is to see, made once.

    Args:
        office: whose it is.
    """

    def __init__(self, office: Office) -> None:
        self.office = office
        self._made = _make(office)

    def path(self, view: View) -> str:
        """Where a view is."""
        return view.path.format_map(self._made)


def _make(office: Office) -> Mapping[str, str]:
    olga = office.olga
    permit, holder = office.park.label("606405"), office.park.label("harbour-league")
    body = {"holder": holder, "requirements": {"waivers": ["Field use waiver"]}}
    saved = olga.launched(
        "PUT", f"/v1/permits/{permit}", {**body, "reservations": games(210, permit)}
    )
    olga.ended(saved)
    ids = [row["id"] for row in olga.get(f"/v1/permits/{permit}/reservations")["reservations"]]
    receipt = olga.launch("POST", f"/v1/permits/{permit}/billout", {"reservations": ids[:3]}).json()
    billout = olga.ended(olga.launched("POST", f"/v1/permits/{permit}/billout"))
    school = office.open_school()
    return {
        "permit": permit,
        "holder": holder,
        "receipt": receipt["id"],
        "billout": billout["id"],
        "failed": office.failing_import(),
        "class": school.name,
        "family": school.family(0),
    }
