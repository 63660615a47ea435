"""An account of its own for the tests in the browser: what others launch is not in its lists."""

from typing import Any

from local import demo_users, stack
from local.demo_users import DemoUser
from local.deploy import session
from tests.e2e.park import Park
from tests.e2e.person import Person
from tests.e2e.waiting import until

ACCOUNT = "brookside"
OWNER = DemoUser(login="owner@brookside", name="Olga", account=ACCOUNT, groups=("owner",))
CLERK = DemoUser(
    login="clerk@brookside",
    name="Carl",
    account=ACCOUNT,
    groups=("permits", "import", "reports"),
)


class Office:
    """The people of the account, as they call the API themselves.

    Args:
        park: the stack.
    """

    def __init__(self, park: Park) -> None:
        self.park = park
        self.olga = self._hire(OWNER)
        self.carl = self._hire(CLERK)

    def told(self, tasks: list[dict[str, Any]]) -> None:
        """Wait until the owner has a notification of each task."""
        ids = {task["id"] for task in tasks}

        def listed() -> bool:
            page = self.olga.get("/v1/notifications")["notifications"]
            return ids <= {notification["task"]["id"] for notification in page}

        until(listed, "notifications")

    def sign_out_everywhere(self, who: DemoUser) -> None:
        """End their sessions, as an administrator of the user pool does."""
        self.park.client("cognito-idp").admin_user_global_sign_out(
            UserPoolId=self.park.running.outputs["UserPoolId"], Username=who.login
        )

    def _hire(self, who: DemoUser) -> Person:
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
