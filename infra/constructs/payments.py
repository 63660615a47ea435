"""Our key to the payment service."""

from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.keeping import removal
from infra.stages import Stage


class Payments(Construct):
    """The payment service is somebody else's: all there is here is our key to it.

    Attributes:
        secret: The key, which operators write down once; until then it opens nothing.
    """

    def __init__(self, scope: Construct, id_: str, *, stage: Stage) -> None:
        super().__init__(scope, id_)
        self.secret = secretsmanager.Secret(
            self,
            "PaymentSecret",
            description="Legwork's key to the payment service: put it here by hand",
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=32, exclude_punctuation=True
            ),
            removal_policy=removal(stage),
        )
