"""Programs made from the document: all calls, and the command line's types as committed."""

from pathlib import Path

from clients import counting, generating


def test_the_types_of_the_command_line_are_committed_as_they_are_made() -> None:
    """If this fails: ``make contract``, and look at what changed."""
    assert generating.CLI_TYPES.read_text() == generating.cli_types()


def test_a_client_in_python_has_all_calls(tmp_path: Path) -> None:
    generating.python_client(tmp_path / "client")
    assert counting.of_python(tmp_path / "client") == counting.of_document()


def test_so_has_one_in_typescript() -> None:
    """And what uses it is of the types that it gives."""
    made = counting.of_typescript(generating.typescript_client())
    assert {one for one in made if not one.startswith("on_")} == counting.of_document()
    # What webhooks are sent is typed there as well.
    assert {"on_task_ended", "on_mail_bounced"} <= made
    generating.node("tsc", "--project", str(generating.TYPESCRIPT))
