import json
import subprocess
import sys

import pytest

from layers.vendor.assemble import Layers, assemble

# Flags of a .pyc file that is believed without a look at its source (PEP 552).
UNCHECKED_HASH = 0b01

WORKER = """
import sys
core, vendor = sys.argv[1:]
sys.path[:0] = [core, vendor]
import json, aws_lambda_powertools, boto3, legwork, pydantic, ulid
for service in ("dynamodb", "events", "s3", "sqs"):
    boto3.client(service, region_name="us-east-1")
print(json.dumps([m.__file__ for m in (aws_lambda_powertools, boto3, legwork, pydantic, ulid)]))
"""

pytestmark = pytest.mark.xdist_group("layers")
"""They are built in one place."""


@pytest.fixture(scope="module")
def built() -> Layers:
    return assemble("local")


def test_a_worker_finds_all_it_imports_in_the_layers(built: Layers) -> None:
    core, vendor = (layer.path / "python" for layer in (built.core, built.vendor))

    done = subprocess.run(
        [sys.executable, "-I", "-c", WORKER, core, vendor],
        stdout=subprocess.PIPE,
        check=True,
    )

    outside = [
        path for path in json.loads(done.stdout) if not path.startswith((f"{core}/", f"{vendor}/"))
    ]
    assert outside == []


def test_what_makes_documents_lies_in_a_layer_of_its_own(built: Layers) -> None:
    vendor, documents = (layer.path / "python" for layer in (built.vendor, built.documents))

    both = {path.name for path in vendor.iterdir()} & {path.name for path in documents.iterdir()}
    assert both == set()
    assert (documents / "reportlab").exists()
    assert (documents / "rustpy_xlsxwriter").exists()
    assert not (vendor / "reportlab").exists()


def test_every_source_has_bytecode_that_survives_a_zip(built: Layers) -> None:
    for layer in (built.core, built.vendor, built.documents):
        sources = list(layer.path.rglob("*.py"))
        compiled = list(layer.path.rglob("*.pyc"))

        assert sources
        assert len(compiled) == len(sources)
        assert {path.read_bytes()[4] for path in compiled} == {UNCHECKED_HASH}


def test_the_core_layer_holds_our_package_without_what_tests_use(built: Layers) -> None:
    package = built.core.path / "python" / "legwork"

    assert (package / "domain" / "task.py").exists()
    assert not (package / "testing").exists()


CHARGING = """
import sys
core, vendor, cards = sys.argv[1:]
sys.path[:0] = [core, vendor, cards]
import legwork.adapters.payments, boto3, requests, stripe
print(stripe.__file__, requests.__file__, boto3.__file__, sep="\\n")
"""


def test_what_charges_has_its_library_from_a_layer_of_its_own(built: Layers) -> None:
    folders = [layer.path / "python" for layer in (built.core, built.vendor, built.cards)]

    done = subprocess.run(
        [sys.executable, "-I", "-c", CHARGING, *folders],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )

    _, vendor, cards = folders
    stripe, requests, boto3 = done.stdout.split()
    assert stripe.startswith(f"{cards}/")
    assert requests.startswith(f"{cards}/")
    assert boto3.startswith(f"{vendor}/")
    assert not (cards / "boto3").exists()


def test_what_was_built_before_is_taken_as_it_is(built: Layers) -> None:
    files = {path: path.stat().st_mtime_ns for path in built.core.path.rglob("*.py")}

    assert assemble("local") == built
    assert {path: path.stat().st_mtime_ns for path in built.core.path.rglob("*.py")} == files
