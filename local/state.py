"""The folder in which the embedded stack keeps everything it has: `.legwork/` in the project."""

import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from local.errors import StackError

ROOT: Final = Path(__file__).resolve().parents[1]
DEFAULT_PORT: Final = 4566


@dataclass(frozen=True, kw_only=True)
class Running:
    """A stack that is up.

    Attributes:
        api_url: Base of the HTTPS API, without a slash at the end; its paths begin with `/v1`.
        console_url: Where the web page is, if the stack has one.
        users: Names of the demo users.
        region: AWS region the stack is in.
        outputs: Outputs of the stack by name: tables, queues, bucket, user pool.
        endpoint_url: Where the emulated AWS services are.
        payments_url: Where the payment service is.
        programs_url: Base of the same API for programs, which bring the key of a credential.
    """

    api_url: str
    console_url: str | None
    users: tuple[str, ...]
    region: str
    outputs: dict[str, str]
    endpoint_url: str
    payments_url: str = ""
    programs_url: str = ""


@dataclass(frozen=True)
class Home:
    """Paths below the state folder."""

    folder: Path

    @property
    def data(self) -> Path:
        """What the emulator saves when it stops."""
        return self.folder / "data"

    @property
    def scratch(self) -> Path:
        """Where the emulator unpacks functions; worthless once it has stopped."""
        return self.folder / "scratch"

    @property
    def lock(self) -> Path:
        """Held by the emulator as long as it lives; says its process id and its port."""
        return self.folder / "emulator.lock"

    @property
    def emulator_log(self) -> Path:
        """Output of the emulator and of the functions in it."""
        return self.folder / "emulator.log"

    @property
    def asked(self) -> Path:
        """What the functions' roles asked for, while IAM is enforced: JSON, one thing a line."""
        return self.folder / "asked.jsonl"

    @property
    def deploy_log(self) -> Path:
        """Output of the CDK command line."""
        return self.folder / "deploy.log"

    @property
    def running(self) -> Path:
        """The `Running` of the stack that is up."""
        return self.folder / "running.json"

    @property
    def password(self) -> Path:
        """The password of the demo users."""
        return self.folder / "demo-password"

    @property
    def payments(self) -> Path:
        """What the payment service has."""
        return self.folder / "payments"

    @property
    def tokens(self) -> Path:
        """ID tokens that are still good."""
        return self.folder / "tokens.json"

    @property
    def cdk(self) -> Path:
        """What the CDK command line keeps for itself."""
        return self.folder / "cdk"

    def clear(self) -> None:
        """Remove all of this, and nothing else that may lie in the folder."""
        for folder in (self.data, self.scratch, self.cdk, self.payments):
            shutil.rmtree(folder, ignore_errors=True)
        logs = (self.emulator_log, self.deploy_log, self.asked)
        for file in (*logs, self.lock, self.running, self.password, self.tokens):
            file.unlink(missing_ok=True)


def home() -> Home:
    """The state folder: `LEGWORK_HOME`, or `.legwork/` in the project."""
    return Home(Path(os.environ.get("LEGWORK_HOME") or ROOT / ".legwork").absolute())


def port() -> int:
    """The port to serve on: `LEGWORK_PORT`, or 4566.

    Raises:
        StackError: `LEGWORK_PORT` is no port.
    """
    text = os.environ.get("LEGWORK_PORT") or str(DEFAULT_PORT)
    if not text.isdecimal() or not 1 <= int(text) <= 65_535:
        raise StackError(f"LEGWORK_PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def enforce_iam() -> bool:
    """Whether functions may only do what their roles allow: `LEGWORK_ENFORCE_IAM=1`.

    Otherwise the emulator lets everybody do everything, which is faster.

    Raises:
        StackError: `LEGWORK_ENFORCE_IAM` is neither 0 nor 1.
    """
    text = os.environ.get("LEGWORK_ENFORCE_IAM") or "0"
    if text not in ("0", "1"):
        raise StackError(f"LEGWORK_ENFORCE_IAM must be 0 or 1, not {text!r}.")
    return text == "1"


def save_running(home: Home, running: Running) -> None:
    """Remember a stack that is up."""
    write_private(home.running, json.dumps(asdict(running), indent=2))


def load_running(home: Home) -> Running | None:
    """The stack last remembered, whether or not it is still up."""
    if not home.running.exists():
        return None
    values: dict[str, Any] = json.loads(home.running.read_text())
    return Running(**{**values, "users": tuple(values["users"])})


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.replace(path)
