"""``python -m tests.matrix.show``: makes every call of the permission matrix, prints the answers.

Markdown on standard output; ends with 1 when an answer is not the expected one.
"""

import sys

from tests.matrix.stage import functions_in_process
from tests.matrix.table import Cell, markdown
from tests.matrix.test_permissions import ROWS


def main() -> int:
    """Print the matrix as the calls answer it."""
    with functions_in_process() as functions:
        answers = {cell: cell.made(functions) for row in ROWS for cell in row.cells}
    wrong = sum(answer != cell.expected for cell, answer in answers.items())

    def told(cell: Cell) -> str:
        answer = answers[cell]
        return answer if answer == cell.expected else f"**{answer}, not {cell.expected}**"

    print(markdown(ROWS, told))
    print(f"{len(answers):,} answers, {wrong:,} of them not as expected.")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
