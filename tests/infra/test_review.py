"""The rules of AWS Solutions are asked of every stack of the app, however it hangs together."""

from pathlib import Path

import pytest
from aws_cdk import App, NestedStack, Stack
from aws_cdk import aws_s3 as s3

from infra.review import review


@pytest.mark.parametrize("place", ["beside", "within"])
def test_what_breaks_a_rule_in_any_stack_fails_the_synthesis(tmp_path: Path, place: str) -> None:
    """Beside the service lies the stack of the operators, within it that of the releases."""
    app = App(outdir=str(tmp_path))
    service = Stack(app, "service")
    stacks = {"beside": Stack(app, "operations"), "within": NestedStack(service, "Releases")}
    s3.Bucket(stacks[place], "Plain")

    review(app, [])

    with pytest.raises(RuntimeError, match="ValidationFailed"):
        app.synth()


def test_what_breaks_none_is_synthesized(tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path))
    Stack(app, "service")

    review(app, [])

    assert app.synth().stacks
