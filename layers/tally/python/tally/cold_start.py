"""Pauses garbage collection while a function starts: import this first, call `over` last.

Nothing that is imported is garbage, and looking for some is a twentieth of a collector's cold start, and a
tenth of one that loads more. What has been loaded by then is never looked at again.
"""

import gc

gc.disable()


def over() -> None:
    """The function has started: collect as usual from here on."""
    gc.freeze()
    gc.enable()
