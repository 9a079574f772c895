"""The tracking plan that was deployed with the function, and the shop's salt: read once, at cold start."""

from collections.abc import Mapping, Set
from types import MappingProxyType
from typing import NamedTuple

from tally.adapters.aws.clients import secrets_client
from tally.adapters.aws.errors import aws_errors
from tally.adapters.aws.layer_files import find_layer_file
from tally.adapters.landing.landing_plan import LandingPlan
from tally.domain.errors import Misconfigured
from tally.domain.events.event_names import NO_ALIASES
from tally.domain.plan.personal_data import PersonalData, Treatment, plain_name
from tally.domain.plan.plan_check import PlanCheck
from tally.domain.plan.tracking_plan import Mode, TrackingPlan, parse_plan


def deployed_plan(file: str, salt_secret: str) -> LandingPlan | None:
    """The plan in this file of a layer, with the salt in this secret; None where no file is set.

    Misconfigured when it cannot be read: landing waits then, since without its plan it would store personal
    data that were never to be stored.
    """
    if not file:
        return None
    plan = parse_plan(find_layer_file(file).read_text(encoding="utf-8"), file)
    salt = _read_salt(salt_secret) if Treatment.HASH in plan.personal_data.values() else b""
    return landing_plan(plan, salt)


class WitnessPlan(NamedTuple):
    """What of a plan holds for the witness: the shop's names of events, and columns that may not stand."""

    aliases: Mapping[str, str] = NO_ALIASES
    unkept: Set[str] = frozenset()


def deployed_witness_plan(file: str) -> WitnessPlan:
    """The part of the plan in this file of a layer that the witness reads.

    It drops what the plan hashes, truncates or drops. Where the plan says what tells consent it keeps no
    device: a note tells none.
    """
    if not file:
        return WitnessPlan()
    plan = parse_plan(find_layer_file(file).read_text(encoding="utf-8"), file)
    treated = {
        column
        for column, name in _PERSONAL.items()
        if plan.personal_data.get(plain_name(name), Treatment.KEEP) is not Treatment.KEEP
    }
    return WitnessPlan(plan.aliases, treated | ({"device_key"} if plan.consent else set()))


_PERSONAL: Mapping[str, str] = MappingProxyType(
    {name: name for name in ("app_version", "path", "country")} | {"device_key": "device_id"}
)
"""Column of the witness's -> the property by which a plan knows it."""


def landing_plan(plan: TrackingPlan, salt: bytes) -> LandingPlan:
    """A plan ready for landing."""
    return LandingPlan(
        PlanCheck(plan),
        PersonalData(plan.personal_data, salt),
        plan.mode is Mode.ENFORCE,
        plan.id_rules,
        consent=plan.consent,
    )


def _read_salt(secret_id: str) -> bytes:
    if not secret_id:
        raise Misconfigured("TALLY_SALT_SECRET is not set: deploy the stacks again, they set it")
    with aws_errors("read the salt for personal data"):
        return secrets_client().get_secret_value(SecretId=secret_id)["SecretString"].encode()
