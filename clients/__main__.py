"""``python -m clients``: the command line's types, and a client in Python and one in TypeScript."""

from __future__ import annotations

from clients import counting, generating, packaging

PYTHON = generating.ROOT / "dist" / "clients" / "python"


def main() -> None:
    """Make them, and say how many calls each has.

    Raises:
        SystemExit: one has not all of them.
    """
    generating.CLI_TYPES.write_text(generating.cli_types())
    package = packaging.python_package(PYTHON)
    typescript = generating.typescript_client()
    every = counting.of_document()
    made = {
        package: counting.of_python(package),
        typescript: counting.of_typescript(typescript),
    }
    for place, calls in made.items():
        print(f"{place.relative_to(generating.ROOT)}: {len(calls & every)} of {len(every)} calls")
    # The TypeScript one has types for what webhooks send, too.
    if any(every - calls for calls in made.values()):
        raise SystemExit("A generator has left calls out: see what it warns of.")


if __name__ == "__main__":
    main()
