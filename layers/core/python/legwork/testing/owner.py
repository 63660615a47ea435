"""An owner of an account: makes the calls of the API, as far as they reach the use cases."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from legwork.domain.errors import NotFound
from legwork.domain.hold import Hold
from legwork.domain.permission import Caller
from legwork.domain.stop_when import StopWhen
from legwork.domain.task import OfWorkflow, Task, TaskRef
from legwork.store import tasks
from legwork.store.files import incoming_key
from legwork.store.waits import Wait, begin_wait
from legwork.testing.world import World
from legwork.trade.permits.usecases.bill_out_permit import launch_of_billout
from legwork.trade.permits.usecases.save_permit import PermitSave, launch_of_save
from legwork.usecases.cancel_task import cancel_task
from legwork.usecases.delete_task import delete_task
from legwork.usecases.hold_account import hold_account, lift_hold
from legwork.usecases.launch_task import Launch, find_launched, queue_planning, record_task
from legwork.usecases.pause_task import pause_task
from legwork.usecases.resume_task import resume_task
from legwork.usecases.retry_task import retry_task
from legwork.usecases.run_inline import run_inline
from legwork.usecases.run_preview import Run, run_preview
from legwork.usecases.undo_task import undo_task


class Owner:
    """An owner of an account.

    Args:
        world: where the calls go.
        account: whose owner.
        background_at: number of reservations from which on permits are edited in the background.
        inline: time that a call has for a task that is driven to its end within it.
        previews: whether whatever it launches is to be a preview.
        workflow: whose previews these are: they are run by Autopilot as soon as they have ended.
    """

    def __init__(
        self,
        world: World,
        account: str = "parkside",
        *,
        background_at: int = 100,
        inline: timedelta = timedelta(seconds=20),
        previews: bool = False,
        workflow: OfWorkflow | None = None,
    ) -> None:
        self.world = world
        self.background_at = background_at
        self.inline = inline
        self.previews = previews
        self.workflow = workflow
        self.caller = Caller.of(account=account, sub=f"ana@{account}", name="Ana", groups=["owner"])

    def upload(self, upload: str, body: bytes) -> None:
        """Post a file."""
        self.world.bodies.bodies[incoming_key(self.caller.account, upload)] = body

    def launch(
        self, kind: str, params: Mapping[str, Any], *, key: str, listed: bool = True
    ) -> Task:
        """``POST /v1/tasks``; unlisted, it is driven to its end within the call."""
        launch = Launch(kind=kind, params=params, key=key, fingerprint=kind, listed=listed)
        return self._launched(launch)

    def run(self, preview: TaskRef, *, key: str, **options: Any) -> Task:
        """``POST /v1/tasks`` with the id of a preview."""
        world = self.world
        return run_preview(
            Run(preview=preview.id, key=key, fingerprint=preview.id, **options),
            caller=self.caller,
            database=world.database,
            queues=world.queues,
            clock=world.wristwatch,
            ids=world.ids,
        )

    def save(self, request: PermitSave, *, key: str) -> Task:
        """``PUT /v1/permits/{permit}``."""
        world = self.world
        return self._earlier(key, request.permit) or self._launched(
            launch_of_save(
                request,
                key=key,
                fingerprint=request.permit,
                background_at=self.background_at,
                caller=self.caller,
                database=world.database,
                files=world.files,
                ids=world.ids,
            )
        )

    def bill_out(self, permit: str, reservations: Sequence[str] | None = None, *, key: str) -> Task:
        """``POST /v1/permits/{permit}/billout``."""
        world = self.world
        return self._earlier(key, permit) or self._launched(
            launch_of_billout(
                permit,
                reservations,
                key=key,
                fingerprint=permit,
                background_at=self.background_at,
                caller=self.caller,
                database=world.database,
                files=world.files,
                clock=world.wristwatch,
            )
        )

    def undo(self, ref: TaskRef, *, key: str, preview: bool = False) -> Task:
        """``POST /v1/tasks/{id}/undo``, or a preview of that."""
        world = self.world
        return undo_task(
            self._read(ref),
            caller=self.caller,
            key=key,
            fingerprint=f"undo {ref.id}",
            database=world.database,
            files=world.files,
            queues=world.queues,
            clock=world.wristwatch,
            ids=world.ids,
            preview=preview,
        )

    def cancel(self, ref: TaskRef) -> Task:
        """``POST /v1/tasks/{id}/cancel``."""
        world = self.world
        return cancel_task(
            self._read(ref),
            by=self.caller.doer,
            reason=None,
            database=world.database,
            files=world.files,
            queues=world.queues,
            clock=world.wristwatch,
            retention=world.settings.retention,
        )

    def pause(self, ref: TaskRef, reason: str | None = None) -> Task:
        """``POST /v1/tasks/{id}/pause``."""
        world = self.world
        return pause_task(
            self._read(ref),
            by=self.caller.doer,
            reason=reason,
            running_max=world.settings.running_max,
            database=world.database,
            queues=world.queues,
            clock=world.wristwatch,
        )

    def resume(
        self, ref: TaskRef, stop_when: StopWhen | None = None, *, keep_threshold: bool = True
    ) -> Task:
        """``POST /v1/tasks/{id}/resume``."""
        world = self.world
        return resume_task(
            self._read(ref),
            by=self.caller.doer,
            stop_when=stop_when,
            keep_threshold=keep_threshold,
            running_max=world.settings.running_max,
            database=world.database,
            files=world.files,
            queues=world.queues,
            clock=world.wristwatch,
            retention=world.settings.retention,
        )

    def hold(self, reason: str | None = None) -> None:
        """``PUT /v1/account/hold``."""
        world = self.world
        hold_account(
            self.caller.account,
            Hold(world.wristwatch.now(), self.caller.name, reason),
            by=self.caller.doer,
            running_max=world.settings.running_max,
            database=world.database,
            queues=world.queues,
            clock=world.wristwatch,
        )

    def lift(self) -> None:
        """``DELETE /v1/account/hold``."""
        world = self.world
        lift_hold(
            self.caller.account,
            by=self.caller.doer,
            running_max=world.settings.running_max,
            database=world.database,
            files=world.files,
            queues=world.queues,
            clock=world.wristwatch,
            retention=world.settings.retention,
        )

    def _read(self, ref: TaskRef) -> Task:
        read = tasks.load(self.world.database, ref)
        if read is None:
            raise NotFound("There is no such task.")
        return read

    def retry(
        self, task: Task, *, key: str, codes: Collection[str] = (), preview: bool = False
    ) -> Task:
        """``POST /v1/tasks/{id}/retry``."""
        world = self.world
        return retry_task(
            task,
            caller=self.caller,
            key=key,
            fingerprint=f"{task.ref.id} {sorted(codes)}",
            database=world.database,
            files=world.files,
            queues=world.queues,
            clock=world.wristwatch,
            ids=world.ids,
            codes=codes,
            preview=preview,
        )

    def delete(self, task: Task) -> None:
        """``DELETE /v1/tasks/{id}``."""
        world = self.world
        delete_task(
            task,
            by=self.caller.doer,
            database=world.database,
            queues=world.queues,
            clock=world.wristwatch,
        )

    def _earlier(self, key: str, fingerprint: str) -> Task | None:
        """The task of an earlier try of this very call, driven on."""
        world = self.world
        task = find_launched(
            caller=self.caller,
            key=key,
            fingerprint=fingerprint,
            database=world.database,
            clock=world.wristwatch,
        )
        return self._driven(task) if task else None

    def _launched(self, launch: Launch) -> Task:
        world = self.world
        if self.previews:
            launch = replace(launch, preview=True, listed=True, key=f"preview {launch.key}")
        if self.previews and self.workflow:
            wait = Wait(self.caller.account, self.workflow.id, world.ids.new())
            launch = replace(
                launch,
                id=wait.preview,
                workflow=self.workflow,
                wait_hours=0,
                of_workflow=[begin_wait(wait)],
            )
        return self._driven(
            record_task(
                launch,
                caller=self.caller,
                database=world.database,
                files=world.files,
                clock=world.wristwatch,
                ids=world.ids,
            )
        )

    def _driven(self, task: Task) -> Task:
        world = self.world
        if task.ref.listed:
            queue_planning(task, queues=world.queues)
            return task
        return run_inline(
            task,
            database=world.database,
            files=world.files,
            clock=world.wristwatch,
            ids=world.ids,
            retention=world.settings.retention,
            until=world.wristwatch.now() + self.inline,
        )
