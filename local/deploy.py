"""Deploys the CDK app into the cloud on this machine, as `make deploy` does into an AWS account."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tally.adapters.aws.deployment import Place
from tally.domain.errors import Misconfigured

from local.cloud import ROOT, Cloud
from local.processes import tail

ASSET_BUCKET = "tally-assets"
"""Where the CDK uploads code to; the app names it in its synthesizer for target=emulator."""

TIMEOUT_S = 900
"""The first deploy downloads the layers' packages; a later one takes about 10 s."""

_SET_OTHERWISE = {
    "target": "`tally up` deploys into the emulator; to deploy to AWS: `make deploy`",
    "tracking_plan": "name the plan with --plan",
    "front_endpoint": "name the port with --port",
    "aws_endpoint": "name the port with --port",
}
_RESOURCE_EVENT = re.compile(r"^(\w+) +\| +(\d+)/(\d+) +\|")


def context_options(plan: Path, context: Sequence[str] = ()) -> list[str]:
    """What the CDK is told with `-c`: the target, the plan, and the user's own values (KEY=VALUE).

    Misconfigured for a value that is set otherwise here.
    """
    for value in context:
        key, is_set, _ = value.partition("=")
        if not is_set:
            raise Misconfigured(f"-c {value}: write -c KEY=VALUE; the keys are in docs/guides/deploy.md")
        if key in _SET_OTHERWISE:
            raise Misconfigured(f"-c {value}: {_SET_OTHERWISE[key]}")
    values = ["target=emulator", f"tracking_plan={plan.absolute()}", *context]
    return [word for value in values for word in ("-c", value)]


def deploy(cloud: Cloud, update: Callable[[str], None], options: Sequence[str]) -> None:
    """Bring the app's stacks in line with the code; `update` is told how far it is."""
    binaries = Path(sys.executable).parent
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment |= cloud.environment
    environment["PATH"] = f"{binaries}{os.pathsep}{os.environ['PATH']}"
    environment["CDK_DISABLE_CLI_TELEMETRY"] = "true"
    command = [
        *(str(binaries / "cdk"), "deploy", "--all", *options, *_name_endpoints(cloud.place)),
        *("--output", str(cloud.synthesized), "--progress", "events", "--ci"),
        *("--require-approval", "never", "--no-notices", "--no-version-reporting"),
    ]
    log = cloud.home / "logs" / "deploy.log"
    code = _run_command(command, environment, log, update)
    if code != 0:
        reason = f"took more than {TIMEOUT_S} s" if code == -signal.SIGKILL else f"ended with code {code}"
        raise Misconfigured(f"The deploy {reason}. {tail(log)}")


def make_asset_bucket(place: Place) -> None:
    """The bucket that a bootstrapped account has; making it again changes nothing."""
    place.client("s3").create_bucket(Bucket=ASSET_BUCKET)


def _name_endpoints(place: Place) -> list[str]:
    """Where browsers find the page, and CloudFront the API."""
    values = [f"front_endpoint={place.front_endpoint}", f"aws_endpoint={place.aws_endpoint}"]
    return [word for value in values for word in ("-c", value)]


def _run_command(
    command: list[str], environment: Mapping[str, str], log: Path, update: Callable[[str], None]
) -> int:
    """Run the command with its output in `log`; its exit code."""
    with (
        log.open("w") as kept,
        subprocess.Popen(  # noqa: S603  (our own command)
            command,
            cwd=ROOT,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as process,
        _kill_with_us(process),
    ):
        for line in process.stdout or ():
            kept.write(line)
            kept.flush()
            if said := _shorten_line(line):
                update(said)
        return process.wait()


@contextmanager
def _kill_with_us(process: subprocess.Popen[str]) -> Iterator[None]:
    """End the command's whole process group when the time is up, or when we are interrupted."""

    def kill() -> None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)

    timer = threading.Timer(TIMEOUT_S, kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    except BaseException:
        kill()
        raise
    finally:
        timer.cancel()


def _shorten_line(line: str) -> str:
    """One line of the CDK's output as a person needs it; empty when it tells nothing."""
    event = _RESOURCE_EVENT.match(line.strip())
    if event:
        return f"{event[1]} {event[2]} of {event[3]} resources"
    return line.split(" (current_account", maxsplit=1)[0].strip()[:80]
