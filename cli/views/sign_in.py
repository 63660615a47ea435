"""Where the console of the embedded stack is, and who may sign in to it."""

from cli.embedded import Running, Stack


def sign_ins(running: Running, stack: Stack) -> dict[str, str]:
    """What to show of it: names and values."""
    return {
        "console": running.console_url or "not built; build it with: make console",
        "sign_in_as": ", ".join(running.users),
        "password": stack.demo_password(),
    }
