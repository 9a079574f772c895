"""The page's published files, to read. It stands alone: who reads them starts with next to nothing."""

from typing import Protocol


class PublishedPage(Protocol):
    """The files of the page, to read."""

    def find_build(self) -> str | None:
        """The newest build that has files; None before the first night."""

    def read(self, build: str, name: str) -> bytes | None:
        """A file's JSON, gzipped; None where there is none."""
