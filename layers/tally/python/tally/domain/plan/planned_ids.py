"""What a tracking plan says of ids: which mean nobody, and whether case counts in e-mail addresses."""

from collections.abc import Collection, Mapping
from typing import Any

from tally.domain.errors import Misconfigured
from tally.domain.people.id_rules import IdRules
from tally.domain.plan.written_names import refuse_patterns


def read_id_rules(file: str, raw: Mapping[str, Any], literal: Collection[str] = ()) -> IdRules:
    """The rules of a plan's two keys; Misconfigured says what to change."""
    placeholders, ignores_case = raw.get("placeholder_ids", []), raw.get("email_ids_ignore_case", False)
    if not isinstance(placeholders, list) or not all(
        isinstance(one, str) and one.strip() for one in placeholders
    ):
        raise Misconfigured(
            f'{file}: placeholder_ids is a list of ids in quotes, such as ["demo", "walk-in"]'
        )
    refuse_patterns(file, "placeholder_ids", placeholders, literal)
    if not isinstance(ignores_case, bool):
        raise Misconfigured(f"{file}: email_ids_ignore_case is true or false")
    return IdRules.of(placeholders, ignores_email_case=ignores_case)
