"""Which part of the Tally of this machine has ended, told before a command fails on it."""

import socket
from typing import NamedTuple
from urllib.parse import urlsplit

from tally.adapters.aws.deployment import Place
from tally.domain.errors import TemporaryFailure

from cli.home import tally_home


class Part(NamedTuple):
    """A server of this machine: what people call it, its URL, and its log in the home's `logs`."""

    name: str
    url: str | None
    log: str


def refuse_dead_parts(place: Place) -> None:
    """TemporaryFailure where a part does not listen; nothing for a Tally on AWS."""
    parts = list_parts(place)
    dead = [part for part in parts if not is_listening(part)]
    if dead == parts and parts:
        raise TemporaryFailure(
            "Tally on this machine does not run: `tally up` starts it with all that it held"
            + _name_logs(dead)
        )
    if dead:
        raise TemporaryFailure(
            f"Tally on this machine is no longer running ({dead[0].name} ended): `tally up` starts it again"
            + _name_logs(dead)
        )


def list_parts(place: Place) -> list[Part]:
    """The servers of this machine's Tally; none on AWS."""
    parts = [
        Part("its emulator", place.aws_endpoint, "emulator.log"),
        Part("its Athena stand-in", place.athena_endpoint, "athena.log"),
    ]
    return [part for part in parts if part.url is not None]


def is_listening(part: Part) -> bool:
    """Whether its port takes connections."""
    address = urlsplit(part.url or "")
    with socket.socket() as probe:
        return probe.connect_ex((address.hostname, address.port)) == 0


def _name_logs(dead: list[Part]) -> str:
    logs = [tally_home() / "logs" / part.log for part in dead]
    return "".join(f". Its log: {log}" for log in logs if log.exists())
