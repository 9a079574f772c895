"""Says what goes on while something takes longer than a moment: a spinner in a terminal, lines elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LINE_EVERY_S = 5.0
"""Without a terminal an update is printed at most this often."""


@contextmanager
def step(title: str) -> Iterator[Callable[[str], None]]:
    """Show `title` while the block runs, then its seconds; yields a function that tells how far it is."""
    from rich.console import Console
    from rich.markup import escape

    console = Console(stderr=True)
    begun = time.monotonic()
    if console.is_terminal:
        with console.status(title) as status:
            yield lambda text: status.update(f"{title}: {escape(text)}")
    else:
        print(f"{title} ...", file=sys.stderr, flush=True)
        yield _make_line_printer()
    console.print(f"{title}: {time.monotonic() - begun:.1f} s", highlight=False)


def _make_line_printer() -> Callable[[str], None]:
    printed = time.monotonic()

    def update(text: str) -> None:
        nonlocal printed
        if time.monotonic() - printed >= LINE_EVERY_S:
            printed = time.monotonic()
            print(f"  {text}", file=sys.stderr, flush=True)

    return update
