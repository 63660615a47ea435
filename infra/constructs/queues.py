"""The queues between the functions, each with the queue of what nobody could process."""

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.stages import Stage

PLANNING_ATTEMPTS: Final = 3
TOKEN_ATTEMPTS: Final = 5
DELIVERY_ATTEMPTS: Final = 5
CHARGE_ATTEMPTS: Final = 5
FEEDBACK_ATTEMPTS: Final = 5
PURGE_ATTEMPTS: Final = 5
WEBHOOK_ATTEMPTS: Final = 5
MAKING_ATTEMPTS: Final = 3

SENT_TO_BY_SERVICES: Final = ("Feedback", "Webhooks", "EventsDead")
"""Queues with policies of their own, which say who may send."""

# Purging and closing dead messages are short, whatever the stage.
CLEANING_TIMEOUT: Final = 60
FEEDBACK_TIMEOUT: Final = 15
# A name is looked up, a connection made, and an answer awaited for ten seconds.
WEBHOOK_TIMEOUT: Final = 30
# As long as Lambda lets a function run: a long file takes its time.
MAKING_TIMEOUT: Final = 15 * 60


class Queues(Construct):
    """SQS queues, all standard ones; senders set the account as `MessageGroupId` for fairness.

    Attributes:
        planning: Tasks to plan.
        tokens: Lanes to drive.
        deliveries: Lanes whose notices are to be sent, some of them after a delay.
        charges: Lanes whose orders to the payment service are to be carried out.
        making: Tasks whose file is to be made.
        purge: Tasks to remove, most of them after a delay.
        feedback: What SES tells of mails that have left.
        webhooks: What happened, to be told to webhooks; and calls of webhooks, most after a delay.
        planning_dead: Planning messages that failed every time; `close_dead` reads them.
        tokens_dead: Tokens that failed every time; `close_dead` reads them.
        deliveries_dead: Deliveries that failed every time, for an operator; the watchdog sends the
            lane another one.
        charges_dead: The same of charges.
        making_dead: Files that nobody could make; `close_dead` reads them.
        purge_dead: Purge messages that failed every time, for an operator.
        announce_dead: Ends of tasks that could not be announced, for an operator.
        events_dead: Ends of tasks that the event bus could not hand to its topic, for an operator.
        webhooks_dead: Events and calls of webhooks that failed every time, for an operator; the
            watchdog queues a call again.
        feedback_dead: Bounces and complaints that nobody could take, for an operator.
        autopilot_dead: Moments of Autopilot whose launch failed; `launch_task` tries them again.
    """

    def __init__(self, scope: Construct, id_: str, *, stage: Stage) -> None:
        super().__init__(scope, id_)
        closing = Duration.seconds(CLEANING_TIMEOUT + stage.redelivery_margin)
        self.planning_dead = self._dead("PlanningDead", visibility=closing)
        self.tokens_dead = self._dead("TokensDead", visibility=closing)
        self.deliveries_dead = self._dead("DeliveriesDead")
        self.charges_dead = self._dead("ChargesDead")
        self.making_dead = self._dead("MakingDead", visibility=closing)
        self.purge_dead = self._dead("PurgeDead")
        self.announce_dead = self._dead("AnnounceDead")
        self.events_dead = self._dead("EventsDead")
        self.feedback_dead = self._dead("FeedbackDead")
        self.webhooks_dead = self._dead("WebhooksDead")
        self.autopilot_dead = self._dead("AutopilotDead", visibility=closing)
        # A dead worker's message must not reappear while it may still be alive, and AWS refuses
        # an event source whose queue would let it; it should not reappear much later either.
        self.planning = self._queue(
            "Planning",
            visibility=stage.planner_timeout + stage.redelivery_margin,
            attempts=PLANNING_ATTEMPTS,
            dead=self.planning_dead,
        )
        self.tokens = self._queue(
            "Tokens",
            visibility=stage.worker_timeout + stage.redelivery_margin,
            attempts=TOKEN_ATTEMPTS,
            dead=self.tokens_dead,
        )
        self.deliveries = self._queue(
            "Deliveries",
            visibility=stage.worker_timeout + stage.redelivery_margin,
            attempts=DELIVERY_ATTEMPTS,
            dead=self.deliveries_dead,
        )
        self.charges = self._queue(
            "Charges",
            visibility=stage.worker_timeout + stage.redelivery_margin,
            attempts=CHARGE_ATTEMPTS,
            dead=self.charges_dead,
        )
        self.making = self._queue(
            "Making",
            visibility=MAKING_TIMEOUT + stage.redelivery_margin,
            attempts=MAKING_ATTEMPTS,
            dead=self.making_dead,
        )
        self.purge = self._queue(
            "Purge",
            visibility=CLEANING_TIMEOUT + stage.redelivery_margin,
            attempts=PURGE_ATTEMPTS,
            dead=self.purge_dead,
        )
        self.feedback = self._queue(
            "Feedback",
            visibility=FEEDBACK_TIMEOUT + stage.redelivery_margin,
            attempts=FEEDBACK_ATTEMPTS,
            dead=self.feedback_dead,
        )
        self.webhooks = self._queue(
            "Webhooks",
            visibility=WEBHOOK_TIMEOUT + stage.redelivery_margin,
            attempts=WEBHOOK_ATTEMPTS,
            dead=self.webhooks_dead,
        )
        self._refuse_plain_http()

    @property
    def by_name(self) -> dict[str, sqs.Queue]:
        """Every queue by its name, such as ``Planning`` or ``PlanningDead``."""
        return {one.node.id: one for one in self.node.children if isinstance(one, sqs.Queue)}

    @property
    def dead(self) -> dict[str, sqs.Queue]:
        """The dead-letter queues by their names."""
        return {name: queue for name, queue in self.by_name.items() if name.endswith("Dead")}

    def _refuse_plain_http(self) -> None:
        """Give all others one policy together: a stack holds 500 resources."""
        queues = [one for name, one in self.by_name.items() if name not in SENT_TO_BY_SERVICES]
        policy = sqs.QueuePolicy(self, "OverTls", queues=queues)
        policy.document.add_statements(
            iam.PolicyStatement(
                effect=iam.Effect.DENY,
                principals=[iam.AnyPrincipal()],
                actions=["sqs:*"],
                resources=["*"],
                conditions={"Bool": {"aws:SecureTransport": "false"}},
            )
        )

    def _queue(self, id_: str, *, visibility: int, attempts: int, dead: sqs.Queue) -> sqs.Queue:
        return sqs.Queue(
            self,
            id_,
            visibility_timeout=Duration.seconds(visibility),
            dead_letter_queue=sqs.DeadLetterQueue(max_receive_count=attempts, queue=dead),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=id_ in SENT_TO_BY_SERVICES,
        )

    def _dead(self, id_: str, *, visibility: Duration | None = None) -> sqs.Queue:
        return sqs.Queue(
            self,
            id_,
            visibility_timeout=visibility,
            retention_period=Duration.days(14),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=id_ in SENT_TO_BY_SERVICES,
        )
