"""Profiles as analysts read them, and the rules of operations one by one."""

import pytest

from tests.sql.build import Build
from tests.sql.tables import check

MODELS = [
    *("stg_profile_updates", "profile_changes", "profile_lists", "profile_objects"),
    *("profile_properties", "profiles"),
]


def properties_after(*updates: str) -> str | None:
    """All properties of a person after `$operation name value` one minute after the other; None without one."""
    lines = ["update_id | kind | profile_id | profile_key | occurred_at | operation | property | value"]
    for minute, update in enumerate(updates):
        operation, name, value = (*update.split(" ", 2), "", "")[:3]
        lines.append(f"u | person | a | 1 | 2026-11-20 09:{minute:02}:00 | {operation} | {name} | {value}")
    rows = Build({"profile_updates": "\n".join(lines)}, MODELS).rows("select properties from profiles")
    return rows[0][0] if rows else None


RULES = {
    "numbers are added exactly": (["$add n 0.1", "$add n 0.2"], '{"n":0.3}'),
    "whole numbers stay whole": (["$set n 1", "$add n -3"], '{"n":-2}'),
    "one stays one": (["$set n 1"], '{"n":1}'),
    "digits beyond a double stay": (["$set n 0.12345678901234567890"], '{"n":0.12345678901234567890}'),
    "what a double made": (["$add n 0.30000000000000004", "$add n 0.3"], '{"n":0.60000000000000004}'),
    "large numbers are doubles": (["$set n 1e15", "$add n 1"], '{"n":1.000000000000001E15}'),
    "an infinite sum is null": (["$set n 1e308", "$add n 1e308"], '{"n":null}'),
    "text is no number": (['$set n "1"', "$add n 1"], '{"n":"1"}'),
    "set once only once": (["$set_once a 1", "$set_once a 2"], '{"a":1}'),
    "set once again after unset": (["$set_once a 1", "$unset a", "$set_once a 2"], '{"a":2}'),
    "null is a value": (["$set_once a null", "$set_once a 2"], '{"a":null}'),
    "appended twice": (["$append l 1", '$append l {"a":1}', "$append l 1"], '{"l":[1,{"a":1},1]}'),
    "united once": (["$set l [1,1]", "$union l [2,1,2]", "$union l [3]"], '{"l":[1,1,2,3]}'),
    "removed altogether": (["$set l [1,2,1]", "$remove l 1", "$append l 1"], '{"l":[2,1]}'),
    "emptied": (["$append l 1", "$remove l 1"], '{"l":[]}'),
    "a list is replaced": (["$append l 1", "$set l []", "$append l 2"], '{"l":[2]}'),
    "a scalar is no list": (["$set l 1", "$append l 2", "$union l [3]"], '{"l":1}'),
    "merged": (
        ['$set o {"b":{"c":{"d":1}},"a":1}', '$merge o {"b":{"c":{"e":2},"f":[]}}'],
        '{"o":{"a":1,"b":{"c":{"d":1,"e":2},"f":[]}}}',
    ),
    "merged no deeper than three levels": (
        ['$merge o {"a":{"b":{"c":{"d":1}}}}', '$merge o {"a":{"b":{"c":{"e":2}}}}'],
        '{"o":{"a":{"b":{"c":{"e":2}}}}}',
    ),
    "deleted and begun anew": (["$set a 1", "$delete", "$set b 2"], '{"b":2}'),
    "deleted": (["$set a 1", "$delete"], None),
    "made by an empty update": (["$set"], "{}"),
    "nothing but unset": (["$unset a"], None),
    "names are sorted": (["$set b 1", "$set $a 2", "$set B 3"], '{"$a":2,"B":3,"b":1}'),
    "no JSON to the engine": (["$append l 1", "$append l {,}", "$merge o {,}"], '{"l":[1],"o":{}}'),
    "names are JSON": (['$set say"hi" 1'], '{"say\\"hi\\"":1}'),
}


@pytest.mark.parametrize(("updates", "expected"), RULES.values(), ids=RULES.keys())
def test_rule(updates: list[str], expected: str | None) -> None:
    assert properties_after(*updates) == expected


def test_the_columns_of_people_are_what_either_protocol_calls_so() -> None:
    mixpanel = '{"$name":"Ada","$email":"a@b.it","$created":"2026-01-02","initial_utm_source":"x"}'
    segment = '{"firstName":"Bob","lastName":"Dylan","email":"b@b.it","createdAt":1}'
    check(
        "people",
        """
        profile_id | is_device | name      | first_name | email  | created    | first_utm_source
        ada        | false     | Ada       |            | a@b.it | 2026-01-02 | x
        bob        | false     | Bob Dylan | Bob        | b@b.it | 1          |
        $device:d  | true      |           |            |        |            |
        """,
        profiles=f"""
        kind   | profile_id | profile_key | properties
        person | ada        | 1           | {mixpanel}
        person | bob        | 2           | {segment}
        person | $device:d  | 3           | {{}}
        group  | ada        | 4           | {mixpanel}
        """,
    )


def test_groups_of_different_kinds_may_have_the_same_id() -> None:
    check(
        "group_profiles",
        """
        group_key | group_id | name
        company   | 7        | Acme
        store     | 7        |
        """,
        profiles="""
        kind   | group_key | profile_id | properties
        group  | company   | 7          | {"name":"Acme"}
        group  | store     | 7          | {}
        person |           | 7          | {}
        """,
    )


def test_who_was_seen_when() -> None:
    """$ignore_time is for imports: it says nothing of the person."""
    check(
        "profiles",
        """
        first_update_at     | last_update_at      | last_seen_at
        2026-11-20 10:00:00 | 2026-11-20 12:00:00 | 2026-11-20 11:00:00
        """,
        stg_profile_updates="""
        kind   | profile_key | occurred_at         | operation | ignore_time | is_current
        person | 1           | 2026-11-20 09:00:00 | $delete   | false       | false
        person | 1           | 2026-11-20 10:00:00 | $set      | true        | true
        person | 1           | 2026-11-20 11:00:00 | $set      | false       | true
        person | 1           | 2026-11-20 12:00:00 | $unset    | true        | true
        """,
    )
