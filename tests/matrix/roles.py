"""Who calls in the permission matrix, and whose the thing is that the call is about."""

from enum import StrEnum

PERMISSIONS = (
    "transactions",
    "keywords",
    "classes",
    "tokens",
    "reports",
    "email",
    "permits",
    "import",
)
"""Every permission but `autopilot_tasks`."""
PARKSIDE, RIVERSIDE = "parkside", "riverside"


class Role(StrEnum):
    """Who calls."""

    OWNER = "owner"
    ABLE = "able"
    BARE = "bare"
    VIEWER = "viewer"
    BOTH = "both"
    FOREIGN = "foreign"
    LOST = "lost"

    @property
    def meaning(self) -> str:
        """Who that is, in words."""
        return _MEANINGS[self]

    @property
    def account(self) -> str | None:
        """The account that the token names."""
        return {Role.FOREIGN: RIVERSIDE, Role.LOST: None}.get(self, PARKSIDE)

    def groups(self, needs: str) -> tuple[str, ...]:
        """The token's groups.

        Args:
            needs: the permission that the call needs. Where none would do, or none is needed, the
                staff member who is able has all of them.
        """
        able = (needs,) if needs in PERMISSIONS else PERMISSIONS
        return {
            Role.ABLE: able,
            Role.BARE: (),
            Role.VIEWER: ("autopilot_tasks",),
            Role.BOTH: (*able, "autopilot_tasks"),
        }.get(self, ("owner",))


_MEANINGS = {
    Role.OWNER: "an owner of Parkside",
    Role.ABLE: "staff of Parkside with the permission that the call needs, and no other one",
    Role.BARE: "staff of Parkside without any permission",
    Role.VIEWER: "staff of Parkside with `autopilot_tasks` alone",
    Role.BOTH: "staff of Parkside with the permission that the call needs and `autopilot_tasks`",
    Role.FOREIGN: "an owner of Riverside",
    Role.LOST: "a valid token, of an owner, that names no account",
}


class Whose(StrEnum):
    """Whose the thing is. To be sure of the rest, it bears the caller's own id wherever it can."""

    OWN = "own"
    """In Parkside, launched by the caller."""
    COLLEAGUE = "colleague's"
    """In Parkside, launched by somebody else."""
    AUTOPILOT = "Autopilot's"
    """In Parkside, launched by Autopilot, in the caller's name."""
    PARKSIDE = "Parkside's"
    RIVERSIDE = "Riverside's"
    """A task there was launched by somebody with the caller's id."""
    NOBODY = "—"
    """The call is about no such thing."""
