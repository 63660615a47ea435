"""The groups of the user pool: a role, or one permission each."""

from typing import Final

OWNER: Final = "owner"

# To see all that Autopilot launched; launching needs one of the others.
AUTOPILOT_TASKS: Final = "autopilot_tasks"

PERMISSIONS: Final = (
    "transactions",
    "keywords",
    "classes",
    "tokens",
    "reports",
    "email",
    "permits",
    "import",
    AUTOPILOT_TASKS,
)
