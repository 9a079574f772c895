"""Read a published file of the page: what a browser shows without a question."""

from dataclasses import dataclass

from tally.domain.answering.caller import Caller, Rights
from tally.domain.answering.refusals import NoSuchAnswer
from tally.domain.errors import NotPublished
from tally.domain.page.page_file import FOLDERS, NAMES, PageFile, is_file
from tally.ports.published_page import PublishedPage


@dataclass(frozen=True, slots=True)
class ReadPage:
    """Gives a file of the newest build to who has a role. No file holds a person."""

    files: PublishedPage
    rights: Rights

    def __call__(self, caller: Caller, name: str, known_build: str | None) -> PageFile | None:
        """None where the build has no file of a question, or of a region: that is no fault of who asks.

        NotAllowed, NotPublished before the first night, NoSuchAnswer for another name.
        """
        self.rights.check_asking(caller)
        if not is_file(name):
            known = (*NAMES, *(f"{folder}/..." for folder in FOLDERS))
            raise NoSuchAnswer(f"No file is called so. There are: {', '.join(known)}")
        build = self.files.find_build()
        if build is None:
            raise NotPublished("Nothing is published yet: run `tally run nightly` first")
        if build == known_build:
            return PageFile(build, None)
        body = self.files.read(build, name)
        if body is None and name not in NAMES:
            return None
        if body is None:
            raise NoSuchAnswer(f"This build has no {name}, or has it no more: the next night may write it")
        return PageFile(build, body)
