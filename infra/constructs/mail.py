"""How mail leaves, and what comes back of it."""

from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_ses as ses
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.keeping import removal
from infra.stages import Stage


class Mail(Construct):
    """SES with a configuration set that tells of bounces and complaints.

    The senders' identities are not made here: whoever owns a domain proves it to SES once.

    Attributes:
        configuration_set: Every mail is sent through it.
        feedback: Gets what SES tells of mails that have left.
        unsubscribe_secret: The key that signs the unsubscribe links, or a JSON list of keys, the
            newest first.
    """

    def __init__(self, scope: Construct, id_: str, *, stage: Stage) -> None:
        super().__init__(scope, id_)
        self.configuration_set = ses.ConfigurationSet(
            self, "Set", tls_policy=ses.ConfigurationSetTlsPolicy.REQUIRE
        )
        self.feedback = sns.Topic(self, "Feedback", enforce_ssl=True)
        self.configuration_set.add_event_destination(
            "FeedbackDestination",
            destination=ses.EventDestination.sns_topic(self.feedback),
            events=[ses.EmailSendingEvent.BOUNCE, ses.EmailSendingEvent.COMPLAINT],
        )
        self.unsubscribe_secret = secretsmanager.Secret(
            self,
            "UnsubscribeSecret",
            description="Signs the unsubscribe links of Legwork's mails",
            # One that began with a bracket would be read as a list of keys. It is named by itself
            # since MiniStack knows nothing of punctuation.
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=64, exclude_punctuation=True, exclude_characters="["
            ),
            removal_policy=removal(stage),
        )
