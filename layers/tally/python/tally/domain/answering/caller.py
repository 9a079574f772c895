"""Who asks, and what their roles allow. Nothing is allowed that no role allows (ours)."""

import hashlib
from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum

from tally.domain.answering.refusals import NotAllowed


class Role(StrEnum):
    """A group of the user pool."""

    EVERYBODY = "everybody"
    EXECUTIVES = "executives"
    ADMINISTRATORS = "administrators"


@dataclass(frozen=True, slots=True)
class Caller:
    """`subject` is the user pool's id of somebody of the shop, never a customer's; `email` is theirs where
    the pool has verified it."""

    subject: str
    groups: Set[str]
    email: str | None = None

    @property
    def name(self) -> str:
        """What stands with what they write."""
        return self.email or self.subject

    @property
    def is_administrator(self) -> bool:
        """Whether they may delete what others have saved."""
        return Role.ADMINISTRATORS in self.groups

    @property
    def key(self) -> str:
        """What they are called in names of objects."""
        return hashlib.sha256(self.subject.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Rights:
    """`persons_for` are the roles that may list persons."""

    persons_for: Set[str]

    def check_asking(self, caller: Caller) -> None:
        """NotAllowed for who has no role."""
        if not caller.groups & set(Role):
            raise NotAllowed(
                "You have no role: an administrator adds you to a group of the user pool, such as everybody"
            )

    def check_persons(self, caller: Caller) -> None:
        """NotAllowed for who may not see which persons are in a number."""
        if not caller.groups & self.persons_for:
            allowed = " or ".join(sorted(self.persons_for)) or "nobody"
            raise NotAllowed(f"Lists of persons are for {allowed}: ask for their number instead")
