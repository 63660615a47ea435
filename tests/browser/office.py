"""An account of its own for the tests in the browser: what others launch is not in its lists."""

from typing import Any

from local import demo_users, stack
from local.demo_users import DemoUser
from local.deploy import session
from tests.e2e.bookings import as_csv, games
from tests.e2e.park import Park
from tests.e2e.person import Person
from tests.e2e.school import School
from tests.e2e.waiting import until

ACCOUNT = "brookside"
OWNER = DemoUser(login="owner@brookside", name="Olga", account=ACCOUNT, groups=("owner",))
CLERK = DemoUser(
    login="clerk@brookside",
    name="Carl",
    account=ACCOUNT,
    groups=("permits", "import", "reports"),
)


def id_of(path: str) -> str:
    """The id of the task at a path."""
    return path.rsplit("/", 1)[1]


class Office:
    """The people of the account, as they call the API themselves.

    Args:
        park: the stack.
    """

    def __init__(self, park: Park) -> None:
        self.park = park
        self.olga = self.hire(OWNER)
        self.carl = self.hire(CLERK)

    def import_games(self, number: int = 3, *, by: Person | None = None) -> str:
        """The path of a task that imports as many reservations."""
        return (by or self.olga).importing(self.csv(number))

    def csv(self, number: int = 3) -> bytes:
        """A file of reservations that nobody else has."""
        permit = self.park.label("BROWSER")
        return "\n".join([*as_csv(games(number, permit), permit), ""]).encode()

    def failing_import(self) -> str:
        """The id of a task with rows that cannot be read."""
        permit = self.park.label("BROKEN")
        lines = as_csv(games(12, permit), permit)
        broken = [line.replace(":00,", ":77,") for line in lines[1:5]]
        task = self.olga.ended(self.olga.importing("\n".join([*lines, *broken, ""]).encode()))
        assert task["progress"]["errors"], task
        return str(task["id"])

    def open_school(self) -> School:
        """A class with families."""
        return School(self.park, self.olga, ACCOUNT, self.park.label("JUDO"), 6).open()

    def told(self, tasks: list[dict[str, Any]]) -> None:
        """Wait until the owner has a notification of each task."""
        ids = {task["id"] for task in tasks}

        def listed() -> bool:
            page = self.olga.get("/v1/notifications")["notifications"]
            return ids <= {one["task"]["id"] for one in page if one["task"]}

        until(listed, "notifications")

    def sign_out_everywhere(self, who: DemoUser) -> None:
        """End their sessions, as an administrator of the user pool does."""
        self.park.client("cognito-idp").admin_user_global_sign_out(
            UserPoolId=self.park.running.outputs["UserPoolId"], Username=who.login
        )

    def hire(self, who: DemoUser) -> Person:
        """Let somebody sign in, here or in an account of their own."""
        person = self.park.newcomer(who)
        running = self.park.running
        # In the browser, everybody has the password of the demo users.
        demo_users.make(
            session(),
            running.endpoint_url,
            running.outputs["UserPoolId"],
            stack.demo_password(),
            [who],
        )
        return person
