"""``python -m clients``: the command line's types, and a client in Python and one in TypeScript."""

from __future__ import annotations

import shutil

from clients import counting, generating

PYTHON = generating.ROOT / "dist" / "clients" / "legwork_client"


def main() -> None:
    """Make them, and say how many calls each has.

    Raises:
        SystemExit: one has not all of them.
    """
    generating.CLI_TYPES.write_text(generating.cli_types())
    shutil.rmtree(PYTHON, ignore_errors=True)
    PYTHON.parent.mkdir(parents=True, exist_ok=True)
    generating.python_client(PYTHON)
    typescript = generating.typescript_client()
    every = counting.of_document()
    made = {
        PYTHON: counting.of_python(PYTHON),
        typescript: counting.of_typescript(typescript),
    }
    for place, calls in made.items():
        print(f"{place.relative_to(generating.ROOT)}: {len(calls & every)} of {len(every)} calls")
    if any(calls != every for calls in made.values()):
        raise SystemExit("A generator has left calls out: see what it warns of.")


if __name__ == "__main__":
    main()
