"""Workers are forked, and nobody who uses them can tell."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from legwork.rooms import modules_in
from local import forker
from local.prepared_workers import KEPT, LAYERS, PID, Forked, PreparedWorkers
from tests.cold import names_told_by
from tests.infra.reading import Reading

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Workers are forked on Linux alone")

SCRIPT = """
import json, os, sys, legwork
said = json.dumps([os.getcwd(), dict(os.environ), legwork.NAME, os.getppid()])
for line in sys.stdin:
    print(line.strip(), said, flush=True)
print("The end", file=sys.stderr)
"""
CLIENTS = """
import boto3, json, sys
sys.stdin.readline()
client = boto3.client("dynamodb")
key = client._request_signer._credentials.access_key
loaded = [*boto3.DEFAULT_SESSION._session.get_component("data_loader")._cache]
print(json.dumps([client.meta.region_name, client.meta.endpoint_url, key, loaded]), flush=True)
"""
READ = """
import importlib, json, os, sys
read, known = set(), os._Environ.__getitem__
os._Environ.__getitem__ = lambda self, name: (read.add(name), known(self, name))[1]
for name in sys.argv[1:]:
    importlib.import_module(name)
print(json.dumps([*read]))
"""


@pytest.fixture
def workers() -> Iterator[PreparedWorkers]:
    prepared = PreparedWorkers()
    yield prepared
    for one in prepared._forkers.values():
        one.end()


@pytest.fixture
def layer(tmp_path: Path) -> Path:
    package = tmp_path / "layer" / "python" / "legwork"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("NAME = 'of the layer'\n")
    return tmp_path / "layer"


def start(
    workers: PreparedWorkers, layer: Path, place: Path, script: str = SCRIPT, **variables: str
) -> Forked:
    (place / "code").mkdir(parents=True)
    (place / "_worker.py").write_text(script)
    worker = workers.Popen(
        [sys.executable, str(place / "_worker.py")],
        cwd=str(place / "code"),
        env={LAYERS: str(layer), **variables},
    )
    assert isinstance(worker, Forked)
    return worker


def asked(worker: Forked, question: str) -> str:
    worker.stdin.write(f"{question}\n")
    return worker.stdout.readline()


def end(worker: Forked) -> None:
    worker.stdin.close()
    worker.wait(timeout=10)
    worker.stdout.close()
    worker.stderr.close()
    worker.life.close()


def test_a_worker_has_its_own_place_and_variables_and_the_layers(
    workers: PreparedWorkers, layer: Path, tmp_path: Path
) -> None:
    first = start(workers, layer, tmp_path / "one", NAME="one")
    second = start(workers, layer, tmp_path / "two", NAME="two", MORE="more")

    answers = [asked(first, "a"), asked(second, "b"), asked(first, "c")]
    end(second)
    first.stdin.close()
    last = first.stderr.read()
    end(first)

    words = [answer.split(" ", 1) for answer in answers]
    folders = [str(tmp_path / name / "code") for name in ("one", "two", "one")]
    names = [{"NAME": "one"}, {"NAME": "two", "MORE": "more"}, {"NAME": "one"}]
    assert [word for word, _ in words] == ["a", "b", "c"]
    for (_, said), folder, own in zip(words, folders, names, strict=True):
        place, variables, of, forked_from = json.loads(said)
        assert (place, of) == (folder, "of the layer")
        assert {k: v for k, v in variables.items() if k != LAYERS} == own
        assert forked_from != os.getpid()
    assert last == "The end\n"
    assert len(workers._forkers) == 1


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1"])
def test_a_client_is_of_its_worker_and_made_from_what_was_read_before(
    workers: PreparedWorkers, layer: Path, tmp_path: Path, region: str
) -> None:
    own = {
        "AWS_DEFAULT_REGION": region,
        "AWS_ENDPOINT_URL": f"http://{region}.test",
        "AWS_ACCESS_KEY_ID": f"KEY{region}",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }
    worker = start(workers, layer, tmp_path / "one", CLIENTS, **own)

    *found, loaded = json.loads(asked(worker, "a client"))
    end(worker)

    assert found == [*own.values()][:3]
    for service in forker.SERVICES:
        assert ["load_service_model", service, "service-2"] in loaded


def test_the_process_of_a_worker_is_noted_beside_its_code(
    workers: PreparedWorkers, layer: Path, tmp_path: Path
) -> None:
    worker = start(workers, layer, tmp_path / "one")

    assert int((tmp_path / "one" / PID).read_text()) == worker.pid
    end(worker)


@pytest.mark.parametrize("how", [Forked.kill, Forked.terminate])
def test_a_worker_lives_until_it_is_killed(
    workers: PreparedWorkers, layer: Path, tmp_path: Path, how: Callable[[Forked], None]
) -> None:
    one, other = (start(workers, layer, tmp_path / name) for name in ("one", "other"))
    assert asked(one, "a")
    assert one.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        one.wait(timeout=0.01)

    how(one)

    assert one.wait(timeout=10) == one.poll() == -1
    assert one.stdout.readline() == ""
    how(one)
    assert asked(other, "b")
    end(one)
    end(other)


def test_whatever_workers_are_forked_from_is_started_again_when_it_dies(
    workers: PreparedWorkers, layer: Path, tmp_path: Path
) -> None:
    before = start(workers, layer, tmp_path / "one")
    (forking,) = workers._forkers.values()
    forking.process.kill()
    with pytest.raises(OSError, match=r"died|reset|Broken"):
        forking.fork(forker.Order("script", "folder", {}))
    forking.process.wait()

    after = start(workers, layer, tmp_path / "two")

    assert asked(before, "a")
    assert asked(after, "b")
    end(before)
    end(after)


def test_what_workers_of_old_layers_are_forked_from_is_not_kept(
    workers: PreparedWorkers, layer: Path, tmp_path: Path
) -> None:
    first = start(workers, layer, tmp_path / "first")
    ((_, oldest),) = workers._forkers.items()
    for number in range(KEPT):
        newer = tmp_path / f"layer-{number}"
        newer.symlink_to(shutil.copytree(layer, tmp_path / f"copy-{number}"))
        end(start(workers, newer, tmp_path / f"worker-{number}"))

    assert (len(workers._forkers), oldest.process.poll()) == (KEPT, 0)
    assert asked(first, "a")
    end(first)


def test_other_programs_are_started_as_they_are(workers: PreparedWorkers, tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    command = [sys.executable, "-c", "print(input())"]
    process = workers.Popen(
        command,
        cwd=str(tmp_path / "code"),
        env={},
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )

    assert isinstance(process, subprocess.Popen)
    assert process.communicate("a\n")[0] == "a\n"
    assert not workers._forkers


def test_what_is_loaded_ahead_reads_no_variable_of_a_function(local: Reading) -> None:
    of_functions = {name for one in local.functions() for name in local.environment(one)}

    kinds = [module.__name__ for module in modules_in("kinds")]
    assert not of_functions & read_by(*forker.LOADED, *kinds)
    assert of_functions & read_by("functions.manage_tasks.handler")


def read_by(*modules: str) -> set[str]:
    """Names of the variables that are read while modules are loaded."""
    return names_told_by(READ, *modules)
