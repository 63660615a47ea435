"""Calls about all tasks of the account: put them on hold, the threshold of new ones."""

from __future__ import annotations

from aws_lambda_powertools.event_handler import Response

from legwork import bootstrap
from legwork.api.answers import answers
from legwork.api.http import Calls, reply
from legwork.contracts.account import AccountSettingsView, HoldRequest
from legwork.contracts.stop_when import StopWhenRequest
from legwork.domain.act import Act, ActName
from legwork.domain.hold import Hold
from legwork.domain.permission import Caller
from legwork.domain.stop_when import StopWhen
from legwork.settings.manage_tasks import ManageTasksSettings
from legwork.store import holds, thresholds
from legwork.usecases.hold_account import hold_account, lift_hold

calls = Calls()


@calls.get(
    "/v1/account",
    operation_id="get_account_settings",
    tags=["Account"],
    responses=answers({200: AccountSettingsView}),
)
def read() -> Response[AccountSettingsView]:
    """Read what holds for all tasks of the account."""
    return reply(_view(calls.caller.account))


@calls.put(
    "/v1/account/hold",
    operation_id="hold_account",
    tags=["Account"],
    responses=answers({200: AccountSettingsView}, 413),
)
def hold(body: HoldRequest | None = None) -> Response[AccountSettingsView]:
    """Put the account on hold: its running tasks are paused, new ones wait. Owners only."""
    caller, of, clock = calls.caller, _settings(), bootstrap.clock()
    caller.require_owner()
    hold_account(
        caller.account,
        Hold(clock.now(), caller.name, body.reason if body else None),
        by=caller.doer,
        running_max=of.running_tasks_max,
        database=bootstrap.database(of),
        queues=bootstrap.queues(of),
        clock=clock,
    )
    return reply(_view(caller.account))


@calls.delete(
    "/v1/account/hold",
    operation_id="lift_hold",
    tags=["Account"],
    responses=answers({200: AccountSettingsView}),
)
def lift() -> Response[AccountSettingsView]:
    """Lift the account's hold: what it paused goes on, what waited begins. Owners only."""
    caller, of = calls.caller, _settings()
    caller.require_owner()
    lift_hold(
        caller.account,
        by=caller.doer,
        running_max=of.running_tasks_max,
        database=bootstrap.database(of),
        files=bootstrap.files(of.files_bucket),
        queues=bootstrap.queues(of),
        clock=bootstrap.clock(),
        retention=of.retention,
    )
    return reply(_view(caller.account))


@calls.put(
    "/v1/account/stop-when",
    operation_id="set_stop_when",
    tags=["Account"],
    responses=answers({200: AccountSettingsView}, 413),
)
def set_stop_when(body: StopWhenRequest) -> Response[AccountSettingsView]:
    """Let new tasks pause themselves at so many errors, or such a share. Owners only."""
    caller = calls.caller
    caller.require_owner()
    _set_default(caller, body.to_domain())
    return reply(_view(caller.account))


@calls.delete(
    "/v1/account/stop-when",
    operation_id="remove_stop_when",
    tags=["Account"],
    responses=answers({200: AccountSettingsView}),
)
def remove_stop_when() -> Response[AccountSettingsView]:
    """Let new tasks go on, however many errors there are. Owners only."""
    caller = calls.caller
    caller.require_owner()
    _set_default(caller, None)
    return reply(_view(caller.account))


def _set_default(caller: Caller, stop_when: StopWhen | None) -> None:
    act = Act(
        account=caller.account,
        name=ActName.SETTINGS_CHANGED,
        by=caller.doer,
        at=bootstrap.clock().now(),
        detail={"stop_when": stop_when.to_value() if stop_when else {}},
    )
    thresholds.put_default(bootstrap.database(_settings()), caller.account, stop_when, act)


def _settings() -> ManageTasksSettings:
    return bootstrap.read_settings(ManageTasksSettings)


def _view(account: str) -> AccountSettingsView:
    database = bootstrap.database(_settings())
    held = holds.of_account(database, account)
    return AccountSettingsView.of(held, thresholds.default_of(database, account))
