"""Published files of the page as what their JSON says."""

import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tally.domain.errors import NotPublished
from tally.ports.publishing import PublishedPage


def read_published_files(page: PublishedPage) -> Callable[[Sequence[str]], Mapping[str, Mapping[str, Any]]]:
    """See ports.exporting.ReadPublished."""

    def read(names: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        build = page.find_build()
        if build is None:
            raise NotPublished("Nothing is published yet: run `tally run nightly` first")
        return {name: _read_file(page, build, name) for name in names}

    return read


def _read_file(page: PublishedPage, build: str, name: str) -> Mapping[str, Any]:
    body = page.read(build, name)
    if body is None:
        raise NotPublished(f"The file {name} of {build} is there no more: ask again after the next night")
    found: Mapping[str, Any] = json.loads(gzip.decompress(body))
    return found
