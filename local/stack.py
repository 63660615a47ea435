"""The embedded stack: all of Legwork on one machine, for the command line and for tests."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx

from local import emulator, outbox, provider
from local.demo_users import password
from local.errors import StackError
from local.outbox import SentMail
from local.state import (
    Home,
    Running,
    enforce_iam,
    home,
    load_running,
    port,
    save_running,
    write_private,
)

__all__ = [
    "Running",
    "SentMail",
    "StackError",
    "demo_password",
    "down",
    "sent",
    "status",
    "token",
    "up",
]

NOT_RUNNING: Final = "The embedded stack is not running. Start it with: legwork up"

# A token is renewed this long before it expires, so that it is good for what it is fetched for.
RENEWAL: Final = timedelta(minutes=5)


def up(*, fresh: bool, report: Callable[[str], None]) -> Running:
    """Start the stack, or bring a running one up to date with the code.

    Args:
        fresh: Whether to forget all data first.
        report: Is told in a few words what is being done.

    Returns:
        The stack, ready to be used.

    Raises:
        StackError: It cannot be started; says what to do.
    """
    # Deploying takes libraries that the other commands had better not wait for.
    from local import rollout

    place = home()
    found = emulator.find(place)
    if found and found.port != port() and not fresh:
        raise StackError(
            f"The embedded stack runs on port {found.port}; to move it, stop it first with: "
            "legwork down"
        )
    if found and found.enforces_iam != enforce_iam() and not fresh:
        raise StackError(
            "The embedded stack runs, but not with this LEGWORK_ENFORCE_IAM; to change it, stop it "
            "first with: legwork down"
        )
    if found and fresh:
        report("Stopping the emulator")
        emulator.stop(place, found, keep=False)
        found = None
    if fresh:
        provider.stop(place.payments)
        place.clear()
    place.folder.mkdir(parents=True, exist_ok=True)
    _forget_running(place)
    if found is None:
        report(f"Starting the emulator on port {port()}")
        found = emulator.start(place, port(), enforce_iam=enforce_iam())
    payments = provider.start(place.payments)
    running = rollout.roll_out(place, found, payments, report)
    save_running(place, running)
    report(f"Ready: {running.api_url}")
    return running


def down(*, report: Callable[[str], None]) -> None:
    """Stop the stack and keep its data; does nothing when it is not running.

    Raises:
        StackError: It does not stop.
    """
    place = home()
    found = emulator.find(place)
    if found is None:
        provider.stop(place.payments)
        return
    report("Saving the data and stopping the emulator")
    provider.stop(place.payments)
    emulator.stop(place, found)
    _forget_running(place)
    report("Stopped")


def status() -> Running | None:
    """The running stack, if there is one."""
    place = home()
    return load_running(place) if emulator.find(place) else None


def token(user: str) -> str:
    """An ID token of a demo user, good for some minutes at least.

    Raises:
        StackError: The stack is not running, or has no such user.
    """
    place = home()
    running = status()
    if running is None:
        raise StackError(NOT_RUNNING)
    if user not in running.users:
        raise StackError(f"There is no user {user}; there are {', '.join(running.users)}.")
    known = _known_tokens(place)
    now = datetime.now(UTC)
    if user not in known or datetime.fromisoformat(known[user]["renew_at"]) <= now:
        answer = _log_in(running, user, password(place))
        renew_at = now + timedelta(seconds=answer["ExpiresIn"]) - RENEWAL
        known[user] = {"id_token": answer["IdToken"], "renew_at": renew_at.isoformat()}
        write_private(place.tokens, json.dumps(known))
    return known[user]["id_token"]


def demo_password() -> str:
    """What all demo users sign in to the console with."""
    return password(home())


def sent() -> list[SentMail]:
    """Every mail that has left, oldest first.

    Raises:
        StackError: The stack is not running.
    """
    found = emulator.find(home())
    if found is None:
        raise StackError(NOT_RUNNING)
    return outbox.sent(found)


def _forget_running(place: Home) -> None:
    # A token may belong to a user pool or a key that no longer exists.
    for path in (place.running, place.tokens):
        path.unlink(missing_ok=True)


def _known_tokens(place: Home) -> dict[str, dict[str, str]]:
    if not place.tokens.exists():
        return {}
    known: dict[str, dict[str, str]] = json.loads(place.tokens.read_text())
    return known


def _log_in(running: Running, user: str, secret: str) -> dict[str, Any]:
    # Logging in needs no signature, so one plain request does it; boto3 alone would take longer
    # than the whole command.
    response = httpx.post(
        running.endpoint_url,
        headers={
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth",
        },
        content=json.dumps(
            {
                "AuthFlow": "USER_PASSWORD_AUTH",
                "ClientId": running.outputs["UserPoolClientId"],
                "AuthParameters": {"USERNAME": user, "PASSWORD": secret},
            }
        ),
        timeout=30,
    )
    if response.is_error:
        raise StackError(f"{user} cannot log in. Make the demo users again with: legwork up")
    result: dict[str, Any] = response.json()["AuthenticationResult"]
    return result
