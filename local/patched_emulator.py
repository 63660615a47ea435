"""The emulator's own process: MiniStack, with gaps bridged that cannot be bridged from outside."""

import contextlib
import os
import queue
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

import uvicorn
from ministack import app  # type: ignore[import-untyped]
from ministack.core import lambda_runtime, responses  # type: ignore[import-untyped]
from ministack.services import (  # type: ignore[import-untyped]
    cognito,
    dynamodb,
    eventbridge,
    scheduler,
    ses_v2,
)

from local import disturbance, enforcement, remembered
from local.emulator import ASKED, DISTURBANCE
from local.killer import Killer
from local.prepared_workers import PreparedWorkers
from local.quick_json import QuickJson
from local.shared_code import SharedCode

KEEP_ALIVE_SECONDS: Final = 75
"""As MiniStack keeps connections on which nobody asks."""
GRACE_SECONDS: Final = 3
"""For requests under way when it is told to end."""
SCHEDULED_TIME: Final = "<aws.scheduler.scheduled-time>"

Invoke = Callable[..., Any]


def with_scheduled_time(invoke: Invoke) -> Invoke:
    """Put the moment of a schedule where its input asks for it, as EventBridge Scheduler does.

    MiniStack hands the words `<aws.scheduler.scheduled-time>` on as they are, and all moments of a
    schedule would look like one.

    Args:
        invoke: What MiniStack calls a target by: with the target, the event and the schedule.
    """

    def invoke_at(
        target: dict[str, Any], event: dict[str, Any], schedule: dict[str, Any], *rest: Any
    ) -> Any:
        text = target.get("Input", "")
        if event.get("Source") == "aws.scheduler" and SCHEDULED_TIME in text:
            moment = scheduled_at(schedule["ScheduleExpression"], event["Time"])
            target = {**target, "Input": text.replace(SCHEDULED_TIME, moment)}
        return invoke(target, event, schedule, *rest)

    return invoke_at


def scheduled_at(expression: str, fired_at: float) -> str:
    """The moment a schedule means, when it fired some seconds after it.

    Args:
        expression: `at(…)`, `rate(…)` or `cron(…)`.
        fired_at: When it did, in seconds since 1970.
    """
    once: float | None = scheduler._at_time_epoch(expression)  # noqa: SLF001 - not public
    # Nothing but at() is more precise than a minute.
    seconds = fired_at - fired_at % 60 if once is None else once
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def with_three_braces(render: Invoke) -> Invoke:
    """Fill `{{{name}}}` in, as SES does with values that are not to be escaped.

    MiniStack knows two braces only, and would leave the third pair standing. It escapes nothing.

    Args:
        render: What MiniStack fills a template in by.
    """

    def render_parts(template: dict[str, str], data: Any) -> Any:
        plain = {
            part: text.replace("{{{", "{{").replace("}}}", "}}") for part, text in template.items()
        }
        return render(plain, data)

    return render_parts


def with_revocation(handle: Invoke) -> Invoke:
    """Answer `/oauth2/revoke`, by which whoever signs out makes their refresh token worthless.

    MiniStack knows that only as a call of Cognito's API.

    Args:
        handle: What MiniStack answers the other addresses of the sign-in by.
    """

    async def handle_or_revoke(
        method: str, path: str, headers: dict[str, str], body: bytes, *rest: Any
    ) -> Any:
        if (method, path) != ("POST", "/oauth2/revoke"):
            return await handle(method, path, headers, body, *rest)
        [token] = parse_qs(body.decode()).get("token", [""])
        cognito._revoke_token({"Token": token})  # noqa: SLF001 - not public
        return 200, {}, b""

    return handle_or_revoke


def drained(
    worker: Any, first_line_wait: float = 0.05, idle_confirm: float = 0.005, hard_cap: float = 0.25
) -> str:
    """What a worker has written to its log in a call, waited for as long as MiniStack does.

    MiniStack looks each millisecond whether there is more, after each call of each function.

    Args:
        worker: The worker, whose call has ended.
        first_line_wait: Seconds in which the first line must come, if there are any.
        idle_confirm: Seconds in which another must come.
        hard_cap: Seconds for all of them.
    """
    lines: list[str] = []
    wait, end = first_line_wait, time.monotonic() + hard_cap
    with contextlib.suppress(queue.Empty):
        while (left := end - time.monotonic()) > 0:
            lines.append(worker._stderr_queue.get(timeout=min(wait, left)))  # noqa: SLF001 - not public
            wait = idle_confirm
    return "\n".join(lines)


def with_few_headers(dispatch: Invoke) -> Invoke:
    """Head the answers of services as AWS does: MiniStack tells every caller what browsers ask.

    To read them is a tenth of all that a call costs its caller.

    Args:
        dispatch: What MiniStack hands a request to a service by.
    """

    async def dispatch_and_head(method: str, path: str, headers: dict[str, str], *rest: Any) -> Any:
        status, heading, body = await dispatch(method, path, headers, *rest)
        if "origin" not in headers:
            heading = {n: v for n, v in heading.items() if not n.startswith("Access-Control-")}
        return status, heading, body

    return dispatch_and_head


def take_for_encrypted() -> None:
    """Take every request for one over TLS: queues, topics and buckets refuse any other.

    The bucket of the console does so even while IAM is not enforced. On this machine there is no
    TLS, and nothing leaves the machine.
    """
    pin = app.pin_request_origin

    def pin_origin(address: str, _encrypted: bool) -> None:
        pin(address, True)

    app.pin_request_origin = pin_origin
    # For all requests: MiniStack pins none of them unless it enforces IAM.
    pin_origin("127.0.0.1", True)


def obey(orders: disturbance.Orders) -> None:
    """Disturb answers and kill workers in this process, whenever it is ordered."""
    app.app = disturbance.disturbed(app.app, disturbance.Dice(orders), orders.note)
    killer, worker = Killer(orders), lambda_runtime.Worker
    worker.invoke = killer.watching(worker.invoke)
    worker._spawn = killer.sparing(worker._spawn)  # noqa: SLF001 - not public
    killer.start()


def serve(host: str, port: int) -> None:
    """Answer requests until the process is told to end, and save all state then.

    MiniStack's own server reads each request in Python, which takes a third of all that a request
    costs the emulator. The program behind it is the same.
    """
    # For many connections at once. A Mac says that it has no limit, and takes none such.
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, allowed))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    uvicorn.run(
        app.app,
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        # MiniStack says itself what its answers are headed with, and who is asking.
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def main() -> None:
    """Run the emulator until it is told to stop."""
    # What leads to this code is not for functions, which inherit the rest.
    os.environ.pop("PYTHONPATH", None)
    take_for_encrypted()
    ses_v2._render_template = with_three_braces(ses_v2._render_template)  # noqa: SLF001 - not public
    app._handle_cognito_body_request = with_revocation(app._handle_cognito_body_request)  # noqa: SLF001 - not public
    app._dispatch_service_request = with_few_headers(app._dispatch_service_request)  # noqa: SLF001 - not public
    eventbridge._invoke_target = with_scheduled_time(eventbridge._invoke_target)  # noqa: SLF001 - not public
    lambda_runtime.zipfile = SharedCode(Path(tempfile.gettempdir()) / "code")
    lambda_runtime.subprocess = PreparedWorkers()
    lambda_runtime.Worker._drain_stderr_bounded = drained  # noqa: SLF001 - not public
    app.json = responses.json = QuickJson(escapes=False)
    # It says how long a transaction is by how it would have written it.
    dynamodb.json = QuickJson(escapes=True)
    remembered.install()
    if asked := os.environ.get(ASKED):
        enforcement.install(Path(asked))
    if ordered := os.environ.get(DISTURBANCE):
        obey(disturbance.Orders(Path(ordered)))
    serve(os.environ["BIND_HOST"], int(os.environ["GATEWAY_PORT"]))


if __name__ == "__main__":
    main()
