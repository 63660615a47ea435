"""Every view of the console, and something to see in each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.browser.clerk import Clerk
from tests.browser.office import Office
from tests.conformance.hook import answering, listening
from tests.e2e.bookings import games
from tests.e2e.waiting import until


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


def _unfold_delivery(clerk: Clerk) -> None:
    unfold = clerk.page.locator("main details:not([open]) > summary")
    if unfold.count():
        unfold.first.click()
    expect(clerk.page.locator("pre").first).to_be_visible()


GONE = "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"
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
    View("workflow", "/autopilot/{workflow}", "Tuition"),
    View("programs", "/programs", "Programs"),
    View("webhooks", "/webhooks", "Webhooks"),
    View("webhook", "/webhooks/{webhook}", "https://hooks.example.com/legwork", _unfold_delivery),
    View("trail", "/trail", "Trail"),
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
    for name, may in (("Till at the front desk", ["permits", "reports"]), ("Night script", [])):
        olga.ask("POST", "/v1/credentials", json={"name": name, "permissions": may})
    return {
        "workflow": _workflow(office),
        "webhook": _webhook(office),
        "permit": permit,
        "holder": holder,
        "receipt": receipt["id"],
        "billout": billout["id"],
        "failed": office.failing_import(),
        "class": school.name,
        "family": school.family(0),
    }


def _workflow(office: Office) -> str:
    asked = {
        "name": "Tuition of the month",
        "kind": "email_blast",
        "params": {"subject": "Tuition", "text": "Dear {{family}}", "everyone": True},
        "schedule": "cron(0 6 1 * ? *)",
        "timezone": "America/New_York",
        "preview": {"wait_hours": 24},
    }
    return str(office.olga.ask("POST", "/v1/autopilots", json=asked).json()["id"])


def _webhook(office: Office) -> str:
    """A webhook with a delivery in its log that nobody takes: its name leads nowhere.

    Beside it there is one that was disabled, since its receiver wants to hear no more.
    """
    olga, events = office.olga, ["task.ended", "task.paused"]
    failing = {"url": "https://hooks.example.com/legwork", "events": events}
    made = olga.ask("POST", "/v1/webhooks", json=failing).json()
    with listening(answering(GONE)) as hook:
        given_up = olga.ask("POST", "/v1/webhooks", json={"url": hook.url, "events": events}).json()
        olga.ended(office.import_games())
        until(lambda: not olga.get(f"/v1/webhooks/{given_up['id']}")["enabled"], "its end")
    until(lambda: olga.get(f"/v1/webhooks/{made['id']}/deliveries")["deliveries"], "a delivery")
    return str(made["id"])
