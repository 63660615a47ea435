"""The layers that functions run on: our package and the libraries that it needs."""

from aws_cdk import AssetHashType
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.stages import Stage
from layers.vendor.assemble import Layer, Layers

RUNTIME = lambda_.Runtime.PYTHON_3_13


class RuntimeLayers(Construct):
    """Lambda layers, in the order in which functions list them.

    Attributes:
        core: Our package, `legwork`.
        vendor: Libraries at the versions of `uv.lock`.
        documents: What makes sheets and pages; only who needs it names it.
        cards: The payment service's library, for the one function that charges.
        architecture: What the compiled libraries run on.
    """

    def __init__(self, scope: Construct, id_: str, *, stage: Stage, built: Layers) -> None:
        super().__init__(scope, id_)
        # Nothing is compiled for the embedded stack but on the machine it runs on, whichever that
        # is; the emulator does not look at the architecture.
        self.architecture = lambda_.Architecture.ARM_64
        self.core = self._layer("Core", built.core, "Legwork: domain, kinds, use cases, adapters")
        self.vendor = self._layer("Vendor", built.vendor, f"Libraries of Legwork, {stage.name}")
        self.cards = self._layer("Cards", built.cards, f"Library for payments, {stage.name}")
        self.documents = self._layer("Documents", built.documents, "Makes sheets and pages")

    def _layer(self, id_: str, layer: Layer, description: str) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self,
            id_,
            code=lambda_.Code.from_asset(
                str(layer.path),
                asset_hash=layer.digest,
                asset_hash_type=AssetHashType.CUSTOM,
            ),
            compatible_runtimes=[RUNTIME],
            compatible_architectures=[self.architecture],
            description=description,
        )
