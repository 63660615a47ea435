"""The stack of one stage: composes the constructs and grants; creates nothing itself."""

from pathlib import Path
from typing import TypedDict

from aws_cdk import CliCredentialsStackSynthesizer, Environment, Stack, Tags
from constructs import Construct

from infra import outputs
from infra.constructs import (
    edit_autopilot,
    edit_permit,
    edit_programs,
    edit_records,
    launch_task,
    manage_tasks,
    open_statement,
    read_classes,
    stop_tasks,
    unsubscribe,
)
from infra.constructs.alarms import Alarms
from infra.constructs.announce import Announce
from infra.constructs.authorize import Authorize
from infra.constructs.autopilot import Autopilot
from infra.constructs.call_webhooks import CallWebhooks
from infra.constructs.charge_cards import ChargeCards
from infra.constructs.close_dead import CloseDead
from infra.constructs.completion_events import CompletionEvents
from infra.constructs.console import Console
from infra.constructs.deliver import Deliver
from infra.constructs.edit_autopilot import EditAutopilot
from infra.constructs.edit_permit import EditPermit
from infra.constructs.edit_programs import EditPrograms
from infra.constructs.edit_records import EditRecords
from infra.constructs.files_bucket import FilesBucket
from infra.constructs.http_api import HttpApi
from infra.constructs.launch_task import LaunchTask
from infra.constructs.layers import RuntimeLayers
from infra.constructs.mail import Mail
from infra.constructs.make_file import MakeFile
from infra.constructs.manage_tasks import ManageTasks
from infra.constructs.open_statement import OpenStatement
from infra.constructs.payments import Payments
from infra.constructs.plan_task import PlanTask
from infra.constructs.publish_console import PublishConsole
from infra.constructs.purge import Purge
from infra.constructs.queues import Queues
from infra.constructs.read_classes import ReadClasses
from infra.constructs.releases import Releases
from infra.constructs.run_job import RunJob
from infra.constructs.service_function import ServiceFunction
from infra.constructs.staff import Staff
from infra.constructs.stop_tasks import StopTasks
from infra.constructs.stuck_tasks import StuckTasks
from infra.constructs.tables import Tables
from infra.constructs.take_feedback import TakeFeedback
from infra.constructs.unsubscribe import Unsubscribe
from infra.constructs.watchdog import Watchdog
from infra.grants import ACCESS, Parts, grant
from infra.pages import config
from infra.routes import in_few
from infra.stages import Stage
from layers.vendor.assemble import Layers


class _Shared(TypedDict):
    """What almost every function's construct is given."""

    stage: Stage
    layers: RuntimeLayers
    tables: Tables
    files: FilesBucket
    queues: Queues


class ServiceStack(Stack):
    """All of Legwork in one stage."""

    def __init__(self, scope: Construct, *, stage: Stage, built: Layers, pages: Path) -> None:
        """Compose the stack.

        Args:
            scope: The CDK app.
            stage: Settings of the stage.
            built: The layers for the machines of that stage.
            pages: The folder of the console that was built.
        """
        super().__init__(
            scope,
            f"legwork-{stage.name}",
            env=Environment(account=stage.account, region=stage.region),
            description=f"Legwork, background tasks: {stage.name}",
            termination_protection=stage.keep_data,
            synthesizer=CliCredentialsStackSynthesizer() if stage.deploys_as_caller else None,
        )
        self.stage = stage
        Tags.of(self).add("legwork:stage", stage.name)
        self.tables = Tables(self, "Tables", stage=stage)
        self.queues = Queues(self, "Queues", stage=stage)
        self.files = FilesBucket(self, "Files", stage=stage)
        self.events = CompletionEvents(self, "Events", queues=self.queues)
        self.mail = Mail(self, "Mail", stage=stage)
        self.payments = Payments(self, "Payments", stage=stage)
        self.staff = Staff(self, "Staff", stage=stage)
        names = stage.names
        self.api = HttpApi(
            self, "Http", stage=stage, pages=True, own_name=names.api if names else None
        )
        self.programs_api = HttpApi(
            self, "Programs", stage=stage, own_name=names.programs if names else None
        )
        self._serve_console(stage, pages)
        self.layers = RuntimeLayers(self, "Layers", stage=stage, built=built)
        shared: _Shared = {
            "stage": stage,
            "layers": self.layers,
            "tables": self.tables,
            "files": self.files,
            "queues": self.queues,
        }
        launch = LaunchTask(self, "LaunchTask", **shared, staff=self.staff)
        self.autopilot = Autopilot(
            self, "Autopilot", stage=stage, launched=launch, queues=self.queues
        )
        self.functions: dict[str, ServiceFunction] = {
            "launch_task": launch,
            **self._on_request(shared),
            **self._on_work(shared),
            **self._on_mail(shared),
        }
        self._route()
        self._grant()
        self.alarms = self._alarms(stage)
        if stage.gradual_releases:
            self.releases = Releases(
                self,
                "Releases",
                stage=stage,
                functions=self.functions,
                operators=self.alarms.topic,
            )
        outputs.tell(self)

    def _serve_console(self, stage: Stage, pages: Path) -> None:
        self.console = Console(
            self, "Console", stage=stage, api=self.api, staff=self.staff, files=self.files
        )
        self.console_client = self.staff.add_console(self.console.url)
        self.api.admit(self.staff, self.staff.client, self.console_client)
        if stage.publishes_console:
            self.publish_console = PublishConsole(
                self,
                "PublishConsole",
                stage=stage,
                bucket=self.console.bucket,
                pages=pages,
                config=config(
                    api_url=self.console.url,
                    authority=self.staff.pool.user_pool_provider_url,
                    client_id=self.console_client.user_pool_client_id,
                    sign_in_domain=self.staff.sign_in_url,
                    stage=stage.name,
                ),
            )

    def _on_request(self, shared: _Shared) -> dict[str, ServiceFunction]:
        """The functions behind the HTTPS API, but for the one that Autopilot calls, too."""
        return {
            "manage_tasks": ManageTasks(self, "ManageTasks", **shared),
            "stop_tasks": StopTasks(self, "StopTasks", **shared),
            "edit_permit": EditPermit(self, "EditPermit", **shared),
            "edit_records": EditRecords(
                self,
                "EditRecords",
                stage=shared["stage"],
                layers=self.layers,
                tables=self.tables,
            ),
            "read_classes": ReadClasses(
                self,
                "ReadClasses",
                stage=shared["stage"],
                layers=self.layers,
                tables=self.tables,
            ),
            **self._for_programs(shared),
            "edit_autopilot": EditAutopilot(
                self,
                "EditAutopilot",
                stage=shared["stage"],
                layers=self.layers,
                tables=self.tables,
                autopilot=self.autopilot,
            ),
        }

    def _for_programs(self, shared: _Shared) -> dict[str, ServiceFunction]:
        """The functions that let programs in, and that keep what owners say of them."""
        stage, layers, tables = shared["stage"], self.layers, self.tables
        return {
            "authorize": Authorize(self, "Authorize", stage=stage, layers=layers, tables=tables),
            "edit_programs": EditPrograms(
                self,
                "EditPrograms",
                stage=stage,
                layers=layers,
                tables=tables,
                queues=self.queues,
            ),
            "call_webhooks": CallWebhooks(
                self,
                "CallWebhooks",
                stage=stage,
                layers=layers,
                tables=tables,
                queues=self.queues,
                events=self.events,
            ),
        }

    def _on_work(self, shared: _Shared) -> dict[str, ServiceFunction]:
        """The functions that queues, the table's stream and the clock call."""
        return {
            "plan_task": PlanTask(self, "PlanTask", **shared),
            "run_job": RunJob(self, "RunJob", **shared),
            "announce": Announce(
                self,
                "Announce",
                stage=shared["stage"],
                layers=self.layers,
                tables=self.tables,
                queues=self.queues,
                events=self.events,
            ),
            "make_file": MakeFile(self, "MakeFile", **shared),
            "purge": Purge(self, "Purge", **shared),
            "watchdog": Watchdog(
                self,
                "Watchdog",
                **shared,
                autopilot=self.autopilot,
                events=self.events,
                staff=self.staff,
            ),
            "close_dead": CloseDead(self, "CloseDead", **shared),
            "stuck_tasks": StuckTasks(self, "StuckTasks", **shared),
        }

    def _on_mail(self, shared: _Shared) -> dict[str, ServiceFunction]:
        """The functions that send mail and charge cards, or deal with what comes back of it."""
        stage, layers, tables = shared["stage"], self.layers, self.tables
        return {
            "deliver": Deliver(self, "Deliver", **shared, mail=self.mail, api=self.api),
            "charge_cards": ChargeCards(self, "ChargeCards", **shared, payments=self.payments),
            "take_feedback": TakeFeedback(
                self,
                "TakeFeedback",
                stage=stage,
                layers=layers,
                tables=tables,
                queues=self.queues,
                mail=self.mail,
                events=self.events,
            ),
            "open_statement": OpenStatement(
                self, "OpenStatement", stage=stage, layers=layers, tables=tables, mail=self.mail
            ),
            "unsubscribe": Unsubscribe(
                self, "Unsubscribe", stage=stage, layers=layers, tables=tables, mail=self.mail
            ),
        }

    def _route(self) -> None:
        of = self.functions
        routes = {
            "launch_task": launch_task.ROUTES,
            "manage_tasks": manage_tasks.ROUTES,
            "stop_tasks": stop_tasks.ROUTES,
            "edit_permit": edit_permit.ROUTES,
            "edit_records": edit_records.ROUTES,
            "edit_autopilot": edit_autopilot.ROUTES,
            "edit_programs": edit_programs.ROUTES,
            "read_classes": read_classes.ROUTES,
        }
        self.programs_api.admit_programs(of["authorize"])
        for name, few in in_few(routes).items():
            for door in (self.api, self.programs_api):
                door.add_routes(of[name], few)
        self.api.add_routes(of["manage_tasks"], (), open_routes=manage_tasks.OPEN_ROUTES)
        self.api.add_routes(of["open_statement"], (), open_routes=open_statement.OPEN_ROUTES)
        self.api.add_routes(of["unsubscribe"], (), open_routes=unsubscribe.OPEN_ROUTES)

    def _grant(self) -> None:
        parts = Parts(
            tables=self.tables,
            files=self.files,
            queues=self.queues,
            events=self.events,
            staff=self.staff,
            autopilot=self.autopilot,
            mail=self.mail,
            payments=self.payments,
        )
        for name, function in self.functions.items():
            grant(function, ACCESS[name], parts)

    def _alarms(self, stage: Stage) -> Alarms:
        return Alarms(
            self,
            "Alarms",
            stage=stage,
            doors={"Api": self.api.api, "ProgramsApi": self.programs_api.api},
            quiet={
                "QuietPlanningWaits": self.queues.planning,
                "QuietTokensWait": self.queues.tokens,
                "QuietDeliveriesWait": self.queues.deliveries,
            },
            dead=self.queues.dead,
            stream_reader=self.functions["announce"],
            consumers={
                name: self.functions[name]
                for name in (
                    "plan_task",
                    "run_job",
                    "deliver",
                    "charge_cards",
                    "make_file",
                    "purge",
                    "close_dead",
                    "take_feedback",
                    "call_webhooks",
                    "launch_task",
                    "announce",
                )
            },
            schedules=self.autopilot.group,
        )
