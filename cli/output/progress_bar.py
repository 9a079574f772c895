"""A bar on stderr for counted work, only when it takes more than two seconds."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

PATIENCE_S = 2.0
LINE_EVERY_S = 5.0
"""Without a terminal a line is printed at most this often."""

Advance = Callable[[int], None]


@contextmanager
def progress_bar(what: str, total: int | None = None, console: "Console | None" = None) -> Iterator[Advance]:
    """Yield a function to call with how many more are done. `total` None: not known beforehand."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    screen = console or Console(stderr=True)
    if not screen.is_terminal:
        yield _make_line_printer(what, total, screen)
        return
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=screen,
        transient=True,
    )
    task = bar.add_task(what, total=total)
    show_at = time.monotonic() + PATIENCE_S

    def advance(done: int) -> None:
        bar.advance(task, done)
        if not bar.live.is_started and time.monotonic() >= show_at:
            bar.start()

    try:
        yield advance
    finally:
        if bar.live.is_started:
            bar.stop()


def _make_line_printer(what: str, total: int | None, screen: "Console") -> Advance:
    so_far, next_at = 0, time.monotonic() + PATIENCE_S

    def advance(done: int) -> None:
        nonlocal so_far, next_at
        so_far += done
        if time.monotonic() >= next_at:
            next_at = time.monotonic() + LINE_EVERY_S
            of = f" of {total:,}" if total is not None else ""
            screen.print(f"{what}: {so_far:,}{of}", highlight=False)

    return advance
