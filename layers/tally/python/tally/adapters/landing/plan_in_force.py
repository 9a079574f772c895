"""The tracking plan in force: the newest version that was put, else the file that was deployed.

It is looked for before each batch, with one request that finds nothing new (decision 0028). A store that
cannot be asked, or a version that cannot be read, raises: landed by an older plan, personal data would be
stored that were never to be. The queue keeps what was sent.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from tally.adapters.aws.errors import aws_errors
from tally.adapters.aws.layer_files import find_layer_file
from tally.adapters.aws.stored_versions import name_folder, name_object, read_stored_version
from tally.domain.errors import Misconfigured
from tally.domain.plan.tracking_plan import TrackingPlan, parse_plan

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

KIND = "tracking_plan"
DEPLOYED = 0
"""In the place of a version's number: the file that was deployed, since none was ever put."""

_NAME = re.compile(r"/(?P<number>\d{8})\.json$")

Made = TypeVar("Made")


class PlanVersion(NamedTuple):
    """One plan, None and without a mark where there is none. `mark` tells its text from any other."""

    number: int
    mark: str
    plan: TrackingPlan | None


@dataclass
class PlanInForce(Generic[Made]):
    """What `make` makes of the plan in force at each call; made again only where another version stands.

    `file` is the deployed one, in a layer; empty where there is none.
    """

    s3: "S3Client"
    bucket: str
    file: str
    make: Callable[[PlanVersion], Made]
    _held: tuple[int, Made] | None = field(default=None, init=False)

    def __call__(self) -> Made:
        """Misconfigured where it cannot be read, TemporaryFailure where the store does not answer."""
        before = self._held[0] if self._held else DEPLOYED
        newest = self._find_newer(before)
        if self._held is None or newest != before:
            self._held = newest, self.make(self._read(newest))
        return self._held[1]

    def _find_newer(self, number: int) -> int:
        """The number of the newest version; this one where none is newer."""
        with aws_errors("look for the tracking plan in force"):
            pages = self.s3.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=name_folder(KIND, KIND), StartAfter=name_object(KIND, KIND, number)
            )
            keys = [found["Key"] for page in pages for found in page.get("Contents", [])]
        return max([number, *(int(name["number"]) for name in map(_NAME.search, keys) if name)])

    def _read(self, number: int) -> PlanVersion:
        if number == DEPLOYED:
            text = find_layer_file(self.file).read_text(encoding="utf-8") if self.file else None
            return _read_version(number, text, self.file)
        key = name_object(KIND, KIND, number)
        text = read_stored_version(self.s3, self.bucket, key).text
        if text is None:
            raise Misconfigured(f"{key} holds no plan: put one (`tally settings put`)")
        return _read_version(number, text, f"{KIND}, version {number}")


def _read_version(number: int, text: str | None, name: str) -> PlanVersion:
    if text is None:
        return PlanVersion(number, "", None)
    return PlanVersion(number, sha256(text.encode()).hexdigest()[:16], parse_plan(text, name))
