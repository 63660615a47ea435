"""The rules of AWS Solutions are asked of every stack of the app, however it hangs together."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Review = Callable[[Any, list[Any]], None]


@pytest.fixture(scope="module")
def cdk() -> Any:
    """The library, which takes each process seconds to load."""
    import aws_cdk

    return aws_cdk


@pytest.fixture(scope="module")
def review(cdk: Any) -> Review:
    """Asks the rules."""
    from infra.review import review

    return review


@pytest.mark.parametrize("place", ["beside", "within"])
def test_what_breaks_a_rule_in_any_stack_fails_the_synthesis(
    cdk: Any, review: Review, tmp_path: Path, place: str
) -> None:
    """Beside the service lies the stack of the operators, within it that of the releases."""
    app = cdk.App(outdir=str(tmp_path))
    service = cdk.Stack(app, "service")
    stacks = {
        "beside": cdk.Stack(app, "operations"),
        "within": cdk.NestedStack(service, "Releases"),
    }
    cdk.aws_s3.Bucket(stacks[place], "Plain")

    review(app, [])

    with pytest.raises(RuntimeError, match="ValidationFailed"):
        app.synth()


def test_what_breaks_none_is_synthesized(cdk: Any, review: Review, tmp_path: Path) -> None:
    app = cdk.App(outdir=str(tmp_path))
    cdk.Stack(app, "service")

    review(app, [])

    assert app.synth().stacks
