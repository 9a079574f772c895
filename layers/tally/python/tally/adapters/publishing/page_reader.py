"""The page's files, as they lie in the results bucket and are read.

page/<build>/<name>.json                no person's data
answers/page/<build>/<name>.json        what may hold some: `tally forget` deletes that prefix whole
page/latest.json                        the newest build; written last
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from tally.domain.page.page_file import QUESTIONS

LATEST = "page/latest.json"
ERASABLE = ("values", f"{QUESTIONS}/")
"""Names, and folders of names, of files that may hold what a customer sent."""


@dataclass(frozen=True, slots=True)
class PageReader:
    """See ports.PublishedPage. `fetch` gives an object of the bucket by its key; None where there is none."""

    fetch: Callable[[str], bytes | None]

    def find_build(self) -> str | None:
        """See PublishedPage.find_build."""
        body = self.fetch(LATEST)
        return None if body is None else str(json.loads(body)["build"])

    def read(self, build: str, name: str) -> bytes | None:
        """See PublishedPage.read."""
        return self.fetch(name_file(build, name))


def name_file(build: str, name: str) -> str:
    """The key of a file."""
    prefix = "answers/page" if name.startswith(ERASABLE) else "page"
    return f"{prefix}/{build}/{name}.json"
