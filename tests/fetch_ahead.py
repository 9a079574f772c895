"""Fetches what `make slow` and `make trino` need beside the packages of `make setup`.

.ci/run does so while the gate runs: most of it is waiting for other machines. What fails here is tried again,
and told, where it is needed.
"""

from collections.abc import Callable, Sequence

from tests.journeys.sdks.running import install_packages
from tests.maven_jars import Unavailable
from tests.trino.artifacts import classpath


def fetch_trino() -> None:
    """Its jars, and our class over them."""
    classpath()


def fetch_sdks() -> None:
    """The SDKs in JavaScript."""
    install_packages(print)


def fetch_all(fetches: Sequence[Callable[[], None]] = (fetch_trino, fetch_sdks)) -> None:
    """One after the other; one that fails says why and stops no other."""
    for fetch in fetches:
        try:
            fetch()
        except (Unavailable, AssertionError, OSError) as reason:
            print(f"Not fetched ahead: {reason}")


if __name__ == "__main__":
    fetch_all()
