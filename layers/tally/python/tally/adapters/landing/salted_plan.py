"""A plan with the shop's salt, with which personal data are hashed."""

from tally.adapters.aws.clients import secrets_client
from tally.adapters.aws.errors import aws_errors
from tally.adapters.landing.landing_plan import LandingPlan, landing_plan
from tally.adapters.landing.plan_in_force import PlanVersion
from tally.domain.errors import Misconfigured
from tally.domain.plan.personal_data import Treatment


def salted_plan(version: PlanVersion, salt_secret: str) -> LandingPlan | None:
    """Ready for landing, with the salt in this secret where the plan hashes; None where there is no plan."""
    number, mark, plan = version
    if plan is None:
        return None
    is_hashing = Treatment.HASH in plan.personal_data.values()
    return landing_plan(plan, _read_salt(salt_secret) if is_hashing else b"", number, mark)


def _read_salt(secret_id: str) -> bytes:
    if not secret_id:
        raise Misconfigured("TALLY_SALT_SECRET is not set: deploy the stacks again, they set it")
    with aws_errors("read the salt for personal data"):
        return secrets_client().get_secret_value(SecretId=secret_id)["SecretString"].encode()
