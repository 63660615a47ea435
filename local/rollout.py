"""Makes a running emulator into a running stack: deploys, makes the demo users, tries it."""

from collections.abc import Callable

import httpx

from local import demo_senders, demo_users, gaps, pages
from local.deploy import deploy, session
from local.emulator import REGION, Emulator
from local.errors import StackError
from local.provider import Provider
from local.state import Home, Running


def roll_out(
    home: Home, emulator: Emulator, payments: Provider, report: Callable[[str], None]
) -> Running:
    """Bring the emulator up to date with the code and make it ready for use.

    Raises:
        StackError: The stack cannot be deployed, or does not answer.
    """
    outputs = deploy(home, emulator, report)
    # By path: most programs do not know the host names below localhost that the emulator
    # gives its APIs.
    apis = f"{emulator.endpoint_url}/_aws/execute-api"
    api_url = f"{apis}/{outputs['ApiId']}"
    gaps.lead_links_to(session(), emulator.endpoint_url, api_url)
    gaps.lead_charges_to(session(), emulator.endpoint_url, payments.address)
    secret = demo_users.password(home)
    demo_users.make(session(), emulator.endpoint_url, outputs["UserPoolId"], secret)
    demo_senders.make(session(), emulator.endpoint_url, outputs["RecordsTable"])
    running = Running(
        api_url=api_url,
        console_url=_publish_console(emulator, outputs, report),
        users=tuple(user.login for user in demo_users.USERS),
        region=REGION,
        outputs=outputs,
        endpoint_url=emulator.endpoint_url,
        payments_url=payments.address,
        programs_url=f"{apis}/{outputs['ProgramsApiId']}",
    )
    _try(home, running)
    return running


def _publish_console(
    emulator: Emulator, outputs: dict[str, str], report: Callable[[str], None]
) -> str | None:
    if not pages.is_built():
        report("There is no console yet; build it with: make console")
        return None
    url = gaps.console_url(emulator.port, outputs)
    gaps.connect_console(session(), emulator.endpoint_url, outputs, url)
    pages.publish(session(), emulator.endpoint_url, outputs, url)
    return url


def _try(home: Home, running: Running) -> None:
    """Ask once without a token, which proves that the API and its authorizer are in place."""
    response = httpx.get(f"{running.api_url}/v1/tasks", timeout=30)
    if response.status_code != httpx.codes.UNAUTHORIZED:
        raise StackError(
            f"The HTTPS API answers {response.status_code} to a call without a token; "
            f"the emulator's log may say why: {home.emulator_log}"
        )
