"""Who holds an e-mail address or a phone number: in profiles and events, hashed as the plan says or plain."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from tally.adapters.erasing.customers import make_relation
from tally.adapters.wire.id_key import key_of
from tally.domain.people.identity import DEVICE_PREFIX
from tally.domain.plan.addresses import is_own, may_be_an_address, spell_address

from cli.output.progress import step

if TYPE_CHECKING:
    from cli.clients import Tally

NO_SALT = (
    "The salt may not be read by you, so hashes of this address were not looked for: ask somebody who may "
    "run `tally plan hash`, and run this with the hash"
)


@dataclass(frozen=True, slots=True)
class Holder:
    """An id under which an address is held: as the `name` of a profile or of an event."""

    held_in: str
    id: str
    name: str
    times: int

    @property
    def is_own(self) -> bool:
        """Whether it is this person's own address for certain; an event may name somebody else's."""
        return self.held_in == "profile" and is_own(self.name)


def find_holders(tally: "Tally", address: str) -> Sequence[Holder]:
    """All that hold it, none where the text is no address. No statement holds it, only keys of it."""
    if not may_be_an_address(address):
        return []
    with step("Looking for the address"):
        spellings = make_relation(map(key_of, spell_address(address, _read_salt(tally))))
        rows = tally.ask_privately("customer_holders", {"spellings": spellings})
    return [Holder(row["place"], row["person_id"], row["name"], int(row["found"])) for row in rows]


def find_owner(tally: "Tally", holders: Iterable[Holder]) -> str | None:
    """The id of the one person whose own address it is; None where that is not certain, or several."""
    ids = sorted({holder.id for holder in holders if holder.is_own})
    if len(ids) < 2:
        return ids[0] if ids else None
    owners = {tally.trace_customer(one).person.user_id or one for one in ids}
    return owners.pop() if len(owners) == 1 else None


def leave_out(user_id: str | None, devices: Iterable[str], holders: Iterable[Holder]) -> Sequence[Holder]:
    """Those that are not known to be the person with this user id and these devices."""
    theirs = {user_id, *(DEVICE_PREFIX + device for device in devices)}
    return [holder for holder in holders if holder.id not in theirs]


def _read_salt(tally: "Tally") -> bytes | None:
    try:
        return tally.read_salt().encode()
    except ClientError as error:
        if "AccessDenied" not in error.response["Error"]["Code"]:
            raise
        print(NO_SALT, file=sys.stderr)
        return None
