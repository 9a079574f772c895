"""A published file as it is read."""

from dataclasses import dataclass

NAMES = ("home", "kpis", "cube", "trust", "sales", "funnels", "catalog", "values")


@dataclass(frozen=True, slots=True)
class PageFile:
    """`body` is JSON, gzipped; None: who asks has the file of this build already."""

    build: str
    body: bytes | None
