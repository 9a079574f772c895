"""The emulator's state on disk: what is kept from start to start, and mended after a kill."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class KeptState:
    """The folder of one emulator: objects of S3, the state of all services, and what functions unpack."""

    folder: Path

    @property
    def objects(self) -> Path:
        """Content and facts of every object."""
        return self.folder / "s3"

    @property
    def services(self) -> Path:
        """Everything else that is kept."""
        return self.folder / "state"

    @property
    def scratch(self) -> Path:
        """What lives as long as the emulator."""
        return self.folder / "tmp"

    @property
    def is_deployed(self) -> bool:
        """Whether Tally was deployed into it: a state without stacks holds nothing of a shop."""
        return (self.services / "cloudformation.json").exists()

    def prepare(self) -> None:
        """Make it ready for a start. What an emulator left that was killed at its first deployment goes."""
        if not self.is_deployed:
            self.remove()
        shutil.rmtree(self.scratch, ignore_errors=True)
        for folder in (self.objects, self.services, self.scratch):
            folder.mkdir(parents=True, exist_ok=True)
        self._mend_objects()

    def remove(self) -> None:
        """Remove all of it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _mend_objects(self) -> None:
        """Take away what a killed emulator left half-written: drafts, and facts of another content."""
        for draft in self.objects.rglob("*.tmp"):
            draft.unlink()
        for facts in self.objects.rglob("*.meta.json"):
            content = facts.with_name(facts.name.removesuffix(".meta.json"))
            if content.exists() and json.loads(facts.read_text()).get("size") != content.stat().st_size:
                facts.unlink()
