"""The permission matrix as a table: read from text, written as Markdown."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from legwork.domain.task import Via
from tests.functions.invoking import Functions
from tests.matrix.calls import CALLS
from tests.matrix.roles import Role, Whose
from tests.matrix.scene import Scene


@dataclass(frozen=True)
class Row:
    """One call about one thing, and what it answers to each role."""

    call: str
    whose: Whose
    needs: str
    """The permission that is missing where it answers 403."""
    answers: tuple[str, ...]
    """One for each role, in their order."""

    @property
    def cells(self) -> Iterator["Cell"]:
        """Its cells, one for each role."""
        for role, answer in zip(Role, self.answers, strict=True):
            yield Cell(self, role, answer)


@dataclass(frozen=True)
class Cell:
    """One call about one thing by one role."""

    row: Row
    role: Role
    answer: str

    @property
    def expected(self) -> str:
        """The answer in full: a 403 names the permission, but that of an account-less token."""
        named = self.answer == "403" and self.role is not Role.LOST
        return f"403 {self.row.needs}" if named else self.answer

    def __str__(self) -> str:
        return f"{self.row.call}, {self.row.whose}, {self.role}"

    def made(self, functions: Functions, via: Via = Via.STAFF) -> str:
        """What the call really answers."""
        scene = Scene(functions, self.role, self.role.groups(self.row.needs), via)
        answer = CALLS[self.row.call].make(scene, self.row.whose)
        scene.strike()
        return answer


def read(text: str) -> list[Row]:
    """The rows of a matrix.

    Its first line names the roles. A line without indentation names calls, separated by ``;``;
    those after it say whose the thing is, what is needed, and the answers.
    """
    head, *lines = (line for line in text.splitlines() if line.strip())
    if head.split() != list(Role):
        raise ValueError(f"the columns are not {', '.join(Role)}")
    rows: list[Row] = []
    calls: list[str] = []
    for line in lines:
        if line.startswith(" "):
            whose, *answers = line.rsplit(maxsplit=len(Role))
            name, _, needs = whose.strip().partition(", needs ")
            rows += (Row(call, Whose(name), needs, tuple(answers)) for call in calls)
        else:
            calls = [name.strip() for name in line.split(";")]
    return rows


def markdown(rows: list[Row], told: Callable[[Cell], str]) -> str:
    """The matrix as Markdown, with whatever is to be told of each cell."""
    legend = [f"- **{role}**: {role.meaning}" for role in Role]
    head = ["call", "whose", *Role]
    lines = [
        _line([f"`{CALLS[row.call].operation}` {row.call}", row.whose, *map(told, row.cells)])
        for row in sorted(rows, key=lambda row: list(CALLS).index(row.call))
    ]
    return "\n".join([*legend, "", _line(head), _line(["---"] * len(head)), *lines, ""])


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
