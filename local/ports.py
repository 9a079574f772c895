"""The ports of 127.0.0.1 that the cloud on this machine answers at: the same ones at every start."""

import socket
from dataclasses import dataclass

from tally.domain.errors import Misconfigured

FIRST_PORT = 4100
_COUNT = 3
_LAST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Ports:
    """`front` is Tally's own address, `aws` every AWS service but Athena, `athena` Athena and the inbox."""

    front: int
    aws: int
    athena: int


def choose_ports(first: int | None) -> Ports:
    """`first` and the two after it; None takes the first three from 4100 on that are free, 0 any three.

    Misconfigured where a wanted one is taken.
    """
    if first == 0:
        return _take_any()
    if first is None:
        steps = range(FIRST_PORT, _LAST_PORT - _COUNT, _COUNT)
        return next(ports for ports in map(_name_ports, steps) if not find_taken(ports))
    return refuse_taken(_name_ports(first))


def refuse_taken(ports: Ports) -> Ports:
    """The ports; Misconfigured where one of them is taken."""
    if taken := find_taken(ports):
        raise Misconfigured(
            f"Port {taken} is taken by another program: end it, or name another first port with --port "
            "(Tally takes three in a row)"
        )
    return ports


def find_taken(ports: Ports) -> int | None:
    """The first of them that somebody listens on, if any."""
    return next((port for port in (ports.front, ports.aws, ports.athena) if not _is_free(port)), None)


def _name_ports(first: int) -> Ports:
    return Ports(first, first + 1, first + 2)


def _take_any() -> Ports:
    """Three that the system gives; all are held until the last is known, so that they differ."""
    with socket.socket() as one, socket.socket() as two, socket.socket() as three:
        for each in (one, two, three):
            each.bind(("127.0.0.1", 0))
        return Ports(*(each.getsockname()[1] for each in (one, two, three)))


def _is_free(port: int) -> bool:
    """A port that a server left a moment ago counts as free, as it does for the servers themselves."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
