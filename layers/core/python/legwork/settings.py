"""The environment of each function, as a type. What a function does not name, it does not get."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import timedelta
from typing import TypeVar

from legwork.domain.retention import Retention

S = TypeVar("S", bound="Settings")


class SettingMissing(Exception):
    """The function's environment is not complete."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What every function has."""

    stage: str
    """``local``, ``dev`` or ``prod``."""

    @property
    def idempotent_transactions(self) -> bool:
        """Whether transactions carry a ClientRequestToken.

        The emulator keeps every such transaction for ten minutes, at 0.25 MB each; the attempt's id
        in the ledger makes up for it.
        """
        return self.stage != "local"


@dataclass(frozen=True, kw_only=True)
class TasksSettings(Settings):
    """Functions that read or write tasks."""

    tasks_table: str


@dataclass(frozen=True, kw_only=True)
class StorageSettings(TasksSettings):
    """Functions that read or write records and files, too."""

    files_bucket: str
    records_table: str


@dataclass(frozen=True, kw_only=True)
class RetentionSettings(Settings):
    """Functions that may end a task."""

    completed_retention_seconds: int
    cancelled_retention_seconds: int

    @property
    def retention(self) -> Retention:
        """How long ended tasks stay."""
        return Retention(
            timedelta(seconds=self.completed_retention_seconds),
            timedelta(seconds=self.cancelled_retention_seconds),
        )


@dataclass(frozen=True, kw_only=True)
class LaunchTaskSettings(StorageSettings, RetentionSettings):
    """``launch_task``."""

    planning_queue_url: str
    upload_max_bytes: int
    user_pool_id: str


@dataclass(frozen=True, kw_only=True)
class ManageTasksSettings(StorageSettings, RetentionSettings):
    """``manage_tasks``."""

    planning_queue_url: str
    purge_queue_url: str


@dataclass(frozen=True, kw_only=True)
class EditPermitSettings(StorageSettings, RetentionSettings):
    """``edit_permit``."""

    planning_queue_url: str
    permit_save_background_at: int
    permit_billout_background_at: int


@dataclass(frozen=True, kw_only=True)
class SchedulingSettings(TasksSettings):
    """Functions that make and remove schedules."""

    schedule_group: str
    scheduled_function_arn: str
    scheduler_role_arn: str


@dataclass(frozen=True, kw_only=True)
class EditAutopilotSettings(SchedulingSettings):
    """``edit_autopilot``."""


@dataclass(frozen=True, kw_only=True)
class PlanTaskSettings(StorageSettings, RetentionSettings):
    """``plan_task``."""

    planning_queue_url: str
    tokens_queue_url: str
    lanes_max: int
    running_tasks_max: int


@dataclass(frozen=True, kw_only=True)
class RunJobSettings(StorageSettings, RetentionSettings):
    """``run_job``."""

    deliveries_queue_url: str
    tokens_queue_url: str
    slice_seconds: int


@dataclass(frozen=True, kw_only=True)
class DeliverSettings(StorageSettings, RetentionSettings):
    """``deliver``."""

    api_url: str
    """Where the links in mails lead."""
    configuration_set: str
    deliveries_queue_url: str
    mails_per_second: int
    slice_seconds: int
    unsubscribe_secret_arn: str


@dataclass(frozen=True, kw_only=True)
class RecordsSettings(Settings):
    """Functions that know records, and neither tasks nor files."""

    records_table: str


@dataclass(frozen=True, kw_only=True)
class TakeFeedbackSettings(RecordsSettings):
    """``take_feedback``."""


@dataclass(frozen=True, kw_only=True)
class UnsubscribeSettings(RecordsSettings):
    """``unsubscribe``."""

    unsubscribe_secret_arn: str


@dataclass(frozen=True, kw_only=True)
class ReadClassesSettings(RecordsSettings):
    """``read_classes``."""


@dataclass(frozen=True, kw_only=True)
class AnnounceSettings(TasksSettings):
    """``announce``."""

    event_bus_name: str
    completed_retention_seconds: int
    planning_queue_url: str
    running_tasks_max: int

    @property
    def retention(self) -> Retention:
        """How long notifications stay."""
        return Retention(timedelta(seconds=self.completed_retention_seconds))


@dataclass(frozen=True, kw_only=True)
class PurgeSettings(TasksSettings):
    """``purge``."""

    files_bucket: str

    purge_queue_url: str


@dataclass(frozen=True, kw_only=True)
class WatchdogSettings(StorageSettings, RetentionSettings, SchedulingSettings):
    """``watchdog``."""

    planning_queue_url: str
    tokens_queue_url: str
    deliveries_queue_url: str
    purge_queue_url: str
    stalled_after_seconds: int
    running_tasks_max: int


@dataclass(frozen=True, kw_only=True)
class CloseDeadSettings(StorageSettings, RetentionSettings):
    """``close_dead``."""

    tokens_queue_url: str


BY_FUNCTION: Mapping[str, type[Settings]] = {
    "launch_task": LaunchTaskSettings,
    "manage_tasks": ManageTasksSettings,
    "edit_permit": EditPermitSettings,
    "edit_autopilot": EditAutopilotSettings,
    "plan_task": PlanTaskSettings,
    "run_job": RunJobSettings,
    "deliver": DeliverSettings,
    "take_feedback": TakeFeedbackSettings,
    "unsubscribe": UnsubscribeSettings,
    "read_classes": ReadClassesSettings,
    "announce": AnnounceSettings,
    "purge": PurgeSettings,
    "watchdog": WatchdogSettings,
    "close_dead": CloseDeadSettings,
}


def read(settings: type[S], environ: Mapping[str, str] | None = None) -> S:
    """The settings from variables of the same names in capitals.

    Raises:
        SettingMissing: names the variables that are missing or are no whole numbers.
    """
    found = os.environ if environ is None else environ
    values: dict[str, str | int] = {}
    wrong = []
    for field in fields(settings):
        name = field.name.upper()
        text = found.get(name, "")
        if field.type == "int" and text.isdigit():
            values[field.name] = int(text)
        elif field.type == "str" and text:
            values[field.name] = text
        elif field.default is MISSING:
            wrong.append(name)
    if wrong:
        raise SettingMissing(f"{settings.__name__} needs {', '.join(wrong)} in the environment.")
    return settings(**values)  # type: ignore[arg-type]
