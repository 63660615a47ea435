"""The stages Legwork is deployed to: everything in which they differ, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

StageName = Literal["local", "dev", "prod"]

DAY: Final = 24 * 60 * 60


@dataclass(frozen=True, kw_only=True)
class Names:
    """Names of one's own for a stage: those that AWS gives can be neither kept nor remembered.

    Who has the domain points them at the targets that are among the outputs of the stack (CNAME,
    or an alias in Route 53), and has the certificates made in ACM before.

    Attributes:
        api: Name of the HTTPS API, and of the links in mails (unsubscribing, statements).
        programs: Name of the door of programs.
        api_certificate: ARN of the certificate of both, in the stage's region.
        console: Name of the console.
        console_certificate: ARN of its certificate, in us-east-1, where CloudFront looks for it.
    """

    api: str
    programs: str
    api_certificate: str
    console: str
    console_certificate: str


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Settings of one stage. Times are in seconds, sizes in bytes.

    Attributes:
        name: Name of the stage, part of the name of its stack.
        account: AWS account to deploy to; None takes that of the caller's credentials.
        region: AWS region to deploy to; None takes that of the caller's profile.
        keep_data: Whether tables, files and users outlive the stack.
        tracing: Whether Lambda traces the functions (X-Ray, active tracing).
        log_level: Level from which functions log.
        log_retention_days: How long CloudWatch keeps logs.
        request_rate: Requests a second that the gateway takes of everybody together, before it
            answers 429: far beyond what any account has, so that none takes others' calls.
        request_burst: Requests the gateway takes at one moment.
        account_rate: Calls of the API that an account has in a second, in the long run; operators
            may give it others.
        account_burst: Calls that an account has at one moment.
        stop_concurrency: Calls that cancel and pause tasks, for which room is kept whatever else
            Lambda has to do; None keeps none, where an account of AWS is given little.
        cleaning_concurrency: The same of the watchdog, and of what closes dead messages, each.
        names: Names of one's own for the API, the links in mails and the console; None takes those
            that AWS gives.
        page_origins: Origins of web pages that may call the HTTPS API (CORS).
        https: Whether the console and its API are reached over HTTPS alone.
        managed_login: Whether people sign in on Cognito's newer page.
        publishes_console: Whether a deployment uploads the console's files.
        lanes_max: Most lanes a task is cut into.
        lane_batches: Batches that a lane is given before the next one is opened.
        running_tasks_max: Most listed tasks of an account that run at one time; others wait.
        slice_seconds: How long a worker drives a lane before it sends the token on.
        worker_timeout: When Lambda ends a worker that does not end itself.
        planner_timeout: When Lambda ends a planner that does not end itself.
        worker_concurrency: Most workers at one time; SQS event sources take 2 to 1,000.
        worker_memory: Memory of a worker in MB; it sets the share of a CPU too.
        planner_concurrency: Most planners at one time.
        redelivery_margin: How long after its consumer's time-out a message reappears.
        stalled_after: How long a task may stand still before the watchdog pushes it on; longer
            than any redelivery takes, so that it never competes with one.
        completed_retention: How long an ended task stays.
        cancelled_retention: How long a cancelled task stays.
        permit_save_background_at: Reservations from which a permit is saved in the background.
        permit_billout_background_at: Reservations from which a bill-out runs in the background.
        upload_max: Largest file that can be uploaded.
        mails_per_second: Mails an account may send; at most what SES grants.
        delivery_concurrency: Most lanes whose mail is sent at one time.
        charge_concurrency: Most lanes whose cards are charged at one time: each makes one call
            after the other, and Stripe takes a hundred a second.
        webhook_concurrency: Most webhooks that are called at one time.
        webhooks_to_loopback: Whether webhooks may lead to the machine itself, without TLS.
        payment_address: Where the payment service is.
        payment_patience: How long the payment service may be at an order that it does not show
            yet; longer than it takes to give a call up.
        metric_math: Whether alarms may look at several metrics, or at other alarms.
        gradual_releases: Whether CodeDeploy moves the functions' aliases, a tenth of the calls at
            first; otherwise a deployment moves them at once.
        runbook: Where operators read the runbook; each alarm links to its line there.
        deploys_as_caller: Whether the CDK deploys with the caller's own credentials, rather than
            with the roles that `cdk bootstrap` makes.
    """

    name: StageName
    account: str | None = None
    region: str | None = None
    keep_data: bool
    tracing: bool
    log_level: Literal["DEBUG", "INFO", "WARNING"] = "INFO"
    log_retention_days: Literal[7, 30, 90]
    request_rate: int
    request_burst: int
    account_rate: int = 20
    account_burst: int = 200
    stop_concurrency: int | None = None
    cleaning_concurrency: int | None = None
    names: Names | None = None
    page_origins: tuple[str, ...] = ()
    https: bool = True
    managed_login: bool = True
    publishes_console: bool = True
    lanes_max: int = 64
    lane_batches: int = 4
    running_tasks_max: int = 20
    slice_seconds: int = 8
    worker_timeout: int = 60
    planner_timeout: int = 60
    redelivery_margin: int = 10
    worker_concurrency: int
    worker_memory: int = 1024
    planner_concurrency: int = 10
    stalled_after: int = 180
    completed_retention: int = 60 * DAY
    cancelled_retention: int = 10 * 60
    permit_save_background_at: int = 200
    permit_billout_background_at: int = 100
    upload_max: int = 100_000_000
    mails_per_second: int = 14
    delivery_concurrency: int = 5
    charge_concurrency: int = 10
    webhook_concurrency: int = 10
    webhooks_to_loopback: bool = False
    payment_address: str = "https://api.stripe.com"
    payment_patience: int = 90
    metric_math: bool = True
    gradual_releases: bool = True
    runbook: str = "docs/runbook.md"
    deploys_as_caller: bool = False


STAGES: Final[Mapping[str, Stage]] = MappingProxyType(
    {
        stage.name: stage
        for stage in (
            # One process emulates all of AWS there, so few lanes and few workers are fastest, and
            # short slices and time-outs show at once what a recovery looks like.
            Stage(
                name="local",
                account="000000000000",
                region="us-east-1",
                keep_data=False,
                tracing=False,
                log_retention_days=7,
                request_rate=1_000,
                request_burst=1_000,
                # Everybody's tests are of two accounts.
                account_rate=1_000,
                account_burst=1_000,
                page_origins=("*",),
                # The emulator has no certificates, knows the older page only, and runs no command
                # line of AWS, which uploads the files elsewhere: `local/pages.py` does.
                https=False,
                managed_login=False,
                publishes_console=False,
                lanes_max=6,
                # Small tasks are to show several lanes at work, too.
                lane_batches=1,
                running_tasks_max=8,
                slice_seconds=2,
                worker_timeout=15,
                planner_timeout=15,
                redelivery_margin=10,
                worker_concurrency=4,
                planner_concurrency=2,
                mails_per_second=2_000,
                delivery_concurrency=2,
                charge_concurrency=2,
                webhook_concurrency=2,
                webhooks_to_loopback=True,
                # Whoever starts the stack tells its function where it really is.
                payment_address="http://127.0.0.1:4567",
                payment_patience=25,
                stalled_after=30,
                # The emulator's CloudFormation takes no alarm with an expression. Each looks there
                # at the first of its metrics.
                metric_math=False,
                # The emulator has no CodeDeploy. Versions and aliases are the same there.
                gradual_releases=False,
                # Enforcing IAM, the emulator lets nobody take the roles of the bootstrap on.
                deploys_as_caller=True,
            ),
            Stage(
                name="dev",
                keep_data=False,
                tracing=True,
                log_retention_days=7,
                request_rate=200,
                request_burst=500,
                worker_concurrency=20,
            ),
            Stage(
                name="prod",
                keep_data=True,
                tracing=True,
                log_retention_days=90,
                request_rate=2_000,
                request_burst=4_000,
                stop_concurrency=20,
                cleaning_concurrency=5,
                worker_concurrency=200,
            ),
        )
    }
)
