"""The ports of the cloud on this machine."""

import socket

import pytest
from tally.domain.errors import Misconfigured

from local import ports
from local.ports import Ports, choose_ports, find_taken


def find_three_free() -> int:
    """The first of three free ports in a row: a server of another test may hold one behind any free port."""
    firsts = (choose_ports(0).front for _ in range(50))
    return next(first for first in firsts if find_taken(Ports(first, first + 1, first + 2)) is None)


def test_three_in_a_row_from_the_one_that_was_asked_for() -> None:
    first = find_three_free()
    assert choose_ports(first) == Ports(first, first + 1, first + 2)


def test_any_three_differ_and_are_free() -> None:
    found = choose_ports(0)
    assert len({found.front, found.aws, found.athena}) == 3
    assert find_taken(found) is None


def test_a_taken_port_is_named() -> None:
    first = find_three_free()
    with (
        socket.create_server(("127.0.0.1", first + 1)),
        pytest.raises(Misconfigured, match=rf"Port {first + 1} is taken by another program: .*--port"),
    ):
        choose_ports(first)


def test_without_a_wish_the_next_free_three_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    first = find_three_free()
    monkeypatch.setattr(ports, "FIRST_PORT", first)
    assert choose_ports(None).front == first
    with socket.create_server(("127.0.0.1", first + 2)):
        assert choose_ports(None).front == first + 3
