"""Two deployments into one cloud would undo each other: the second is told to wait."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from tally.domain.errors import Misconfigured

from cli.home import tally_home


@contextmanager
def hold_the_cloud() -> Iterator[None]:
    """While the block runs no other process gets here; Misconfigured names the one that holds it.

    The system lets go of it when the process ends, however it ends.
    """
    with (tally_home() / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Misconfigured(
                f"Another `tally up` is at work here (process {lock.read().strip()}): wait until it is done"
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield
