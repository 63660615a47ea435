"""What the settings of several functions have in common."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from legwork.domain.retention import Retention


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
class AnsweringSettings(TasksSettings):
    """Functions that answer the calls of people and programs."""

    requests_per_second: int
    requests_at_once: int


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
class RecordsSettings(Settings):
    """Functions that know records, and neither tasks nor files."""

    records_table: str


@dataclass(frozen=True, kw_only=True)
class SchedulingSettings(TasksSettings):
    """Functions that make and remove schedules."""

    schedule_group: str
    schedule_dead_queue_arn: str
    """Gets what a schedule could not be carried out for."""
    scheduled_function_arn: str
    scheduler_role_arn: str
