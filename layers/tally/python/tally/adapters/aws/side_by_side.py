"""Calls that do not wait for each other: as long as the slowest of them, not as all."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

_AT_ONCE = 10
"""As many connections as a client of boto3's keeps."""


def run_side_by_side(*tasks: Callable[[], Any]) -> list[Any]:
    """See ports.RunTogether. boto3's clients are safe to share between threads."""
    if len(tasks) < 2:
        return [task() for task in tasks]
    with ThreadPoolExecutor(min(len(tasks), _AT_ONCE), thread_name_prefix="call") as pool:
        running = [pool.submit(task) for task in tasks]
    return [each.result() for each in running]
