"""A process that has loaded what all workers load, and becomes one of them whenever it is asked.

It runs by itself, as `forker.py SOCKET LAYER…`, and ends when nobody holds the other end of the
socket any more. Of an order it knows the environment, the folder and the script.
"""

import contextlib
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import sys
from dataclasses import dataclass
from typing import Final

LOADED: Final = (
    "botocore.handlers",
    "boto3",
    "pydantic",
    "aws_lambda_powertools.event_handler",
    "aws_lambda_powertools.event_handler.openapi.params",
    "aws_lambda_powertools.logging.correlation_paths",
    "aws_lambda_powertools.utilities.data_classes",
    "aws_lambda_powertools.utilities.parser.models",
    "legwork.bootstrap",
    "legwork.contracts.task",
)
"""What most functions load, and what reads no variable of a function while it is loaded."""

SERVICES: Final = ("dynamodb", "sqs", "s3")
"""Those that most functions call."""

STREAMS: Final = 3
LONGEST: Final = 1 << 20
"""Of an order, in bytes."""


@dataclass(frozen=True)
class Order:
    """A worker that is wanted.

    Attributes:
        script: What it runs.
        folder: Where it works.
        environment: All of its variables.
    """

    script: str
    folder: str
    environment: dict[str, str]


def load(layers: list[str]) -> None:
    """Load what can be loaded ahead, from the same places as a worker would."""
    for layer in layers:
        sys.path.insert(0, f"{layer}/python")
    for name in LOADED:
        # A layer of another making need not have all of them.
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    # Whatever is not there, a worker will miss by itself, and say so.
    with contextlib.suppress(Exception):
        load_models()
    # They are many, and found by looking: their names stand nowhere.
    with contextlib.suppress(ImportError):
        importlib.import_module("legwork.kinds").all_kinds()


def load_models() -> None:
    """Read what most clients are made from: it is the same in each region and for each caller."""
    session = importlib.import_module("botocore.session").get_session()
    loader = session.get_component("data_loader")
    for service in SERVICES:
        for part in ("service-2", "endpoint-rule-set-1"):
            loader.load_service_model(service, part)
    for name in ("endpoints", "partitions", "sdk-default-configuration", "_retry"):
        loader.load_data(name)
    importlib.import_module("boto3").setup_default_session(botocore_session=session)


def next_worker(orders: socket.socket) -> Order | None:
    """Wait for orders, and return in each new worker; and here, with None, after the last one."""
    # Nobody here asks how a worker has ended.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        message, files, _, _ = socket.recv_fds(orders, LONGEST, STREAMS + 1)
        if not message:
            return None
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for number, file in enumerate(files[:STREAMS]):
                os.dup2(file, number)
        else:
            orders.send(str(pid).encode())
        # The last one stays open as long as the worker lives.
        for file in files if pid else files[:STREAMS]:
            os.close(file)
        if pid == 0:
            return Order(**json.loads(message))


def become(order: Order) -> None:
    """Do what the worker does that was ordered."""
    os.environ.clear()
    os.environ.update(order.environment)
    os.chdir(order.folder)
    sys.argv[:] = [order.script]
    sys.path.insert(0, order.script.rpartition("/")[0])
    runpy.run_path(order.script, run_name="__main__")


def main() -> None:
    """Load, and wait for orders."""
    plain = [*sys.path]
    load(sys.argv[2:])
    # What all share is to stay shared: whoever collects garbage writes to all that it looks at.
    gc.freeze()
    with socket.socket(fileno=int(sys.argv[1])) as orders:
        order = next_worker(orders)
    if order is not None:
        sys.path[:] = plain
        become(order)


if __name__ == "__main__":
    main()
