"""What ends a command early: one plain sentence for stderr, and the exit code."""

import typer


class Failure(typer.TyperException):
    """The call was refused, or could not be made."""

    exit_code = 1


class WrongUsage(Failure):
    """The command was given something it cannot mean."""

    exit_code = 2


class NotRunning(Failure):
    """There is no embedded stack to talk to."""

    def __init__(self) -> None:
        super().__init__("The embedded stack is not running. Start it with: legwork up")


class Refused(Failure):
    """The API answered with a problem."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status
