"""tracking_plan.toml: what is read, and what the sentence says when something is wrong with it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.domain.errors import Misconfigured
from tally.domain.people.id_rules import ID_RULES
from tally.domain.plan.personal_data import Treatment
from tally.domain.plan.planned_properties import PlannedProperty, PropertyType
from tally.domain.plan.tracking_plan import Mode, parse_plan

PLAN = """
mode = "enforce"
every_event = ["company"]

[personal_data]
"$email" = "hash"
firstName = "drop"

[properties]
company = "string"
order_id = "string"
currency = { type = "string", allowed = ["EUR", "USD"] }
revenue = "number"
tags = { type = "list", allowed = ["new", 2] }

[events."Completed Order"]
description = "Somebody paid."
required = ["order_id", "currency"]
optional = ["revenue", "tags"]
"""


def test_an_event_may_have_other_names() -> None:
    plan = parse_plan(
        "events.'Order Completed'.aliases = ['bestellung', 'Kauf !']\nevents.A.aliases = ['purchase']"
    )
    assert plan.aliases == {"bestellung": "Order Completed", "kauf!": "Order Completed", "purchase": "A"}


def test_a_plan_is_read() -> None:
    plan = parse_plan(PLAN)
    assert plan.mode is Mode.ENFORCE
    assert plan.every_event == {"company": PlannedProperty(PropertyType.STRING)}
    assert plan.personal_data == {"$email": Treatment.HASH, "firstname": Treatment.DROP}
    assert plan.events == {
        "Order Completed": {
            "order_id": PlannedProperty(PropertyType.STRING, is_required=True),
            "currency": PlannedProperty(
                PropertyType.STRING, is_required=True, allowed=frozenset({"EUR", "USD"})
            ),
            "revenue": PlannedProperty(PropertyType.NUMBER),
            "tags": PlannedProperty(PropertyType.LIST, allowed=frozenset({"new", 2})),
        }
    }


def test_an_empty_plan_observes_and_plans_nothing() -> None:
    plan = parse_plan("")
    assert (plan.mode, plan.events, plan.personal_data) == (Mode.OBSERVE, {}, {})


DROPPED = """
[personal_data]
SSN = "{}"
[properties]
s_s_n = {}
[events.A]
{} = ["s_s_n"]
"""


@pytest.mark.parametrize(
    ("treatment", "type_", "part", "says"),
    [
        ("drop", "'string'", "required", 'plan.toml: events."A" requires s_s_n, which personal_data drops'),
        ("drop", "{type = 'string', allowed = ['a']}", "optional", "properties.s_s_n has allowed values"),
        ("hash", "{type = 'string', allowed = ['a']}", "required", "properties.s_s_n has allowed values"),
        ("truncate", "{type = 'list', allowed = ['a']}", "optional", "properties.s_s_n has allowed values"),
    ],
)
def test_a_plan_that_no_replay_could_keep_to_is_refused(
    treatment: str, type_: str, part: str, says: str
) -> None:
    with pytest.raises(Misconfigured) as refused:
        parse_plan(DROPPED.format(treatment, type_, part))
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("treatment", "type_", "part"),
    [
        ("drop", "'string'", "optional"),
        ("hash", "'string'", "required"),
        ("keep", "{type = 'string', allowed = ['a']}", "required"),
    ],
)
def test_what_a_replay_can_keep_to_is_a_plan(treatment: str, type_: str, part: str) -> None:
    assert parse_plan(DROPPED.format(treatment, type_, part)).events["A"]["s_s_n"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("mode = ", "plan.toml is no TOML"),
        ("mode = 'watch'", 'mode is \'watch\': write one of "observe", "enforce"'),
        ("mode = []", "mode is []: write one of"),
        (
            "event = {}",
            (
                "event is unknown: there are mode, placeholder_ids, email_ids_ignore_case, literal_names, "
                "personal_data, properties, every_event, events, consent"
            ),
        ),
        ("placeholder_ids = 'demo'", "placeholder_ids is a list of ids in quotes"),
        ("placeholder_ids = ['demo', ' ']", "placeholder_ids is a list of ids in quotes"),
        ("placeholder_ids = [0]", "placeholder_ids is a list of ids in quotes"),
        ("email_ids_ignore_case = 'yes'", "email_ids_ignore_case is true or false"),
        ("every_event = 'x'", "every_event is a list of names"),
        ("every_event = ['x']", "every_event has x, which has no type: name it in [properties]"),
        ("properties = []", "properties is a table"),
        ("properties.x = 'text'", "properties.x is 'text': write one of \"string\""),
        ("properties.x = {}", "properties.x.type is missing: write one of"),
        ("properties.x = { type = 'text' }", "properties.x.type is 'text': write one of"),
        ("\ufeffmode = 'observe'", "begins with a byte order mark: save it as UTF-8 without BOM"),
        ("events.'' = {}", 'events."" has no name: write the one that the app sends'),
        ("properties.x = { type = 'string', min = 1 }", "properties.x.min is unknown"),
        ("properties.x = { type = 'boolean', allowed = [true] }", "only string, integer"),
        ("properties.x = { type = 'string', allowed = 'a' }", "a list of one or more"),
        ("properties.x = { type = 'string', allowed = [] }", "a list of one or more"),
        ("properties.x = { type = 'string', allowed = [1] }", "has 1, which is no string"),
        ("properties.x = { type = 'number', allowed = [true] }", "has True"),
        ("events = 1", "events is a table"),
        ("events.A = 1", 'events."A" is a table'),
        ("events.A.requird = []", 'events."A".requird is unknown'),
        ("events.A.visit = 'no'", "events.\"A\".visit is 'no': write true or false"),
        ("consent = true", "consent is a table"),
        ("consent = {}", "consent names no property and no header"),
        ("consent.property = 'x'", "consent.property is unknown"),
        ("consent.properties = 'x'", "consent.properties is a list of texts"),
        ("consent.headers = ['Cookie']", "consent.headers has Cookie: only Sec-GPC, DNT"),
        ("consent = { headers = ['DNT'], required = 1 }", "consent.required is 1: write true or false"),
        ("consent = { headers = ['DNT'], granted = [true] }", "consent.granted is a list of texts"),
        ("consent.purposes = []", "consent names no property and no header"),
        ("consent = { headers = ['DNT'], purposes = 'x' }", "consent.purposes is a table"),
        ("consent.purposes.ads = 'x'", "consent.purposes.ads is a list of texts"),
        ("consent.purposes.ads = []", "consent.purposes.ads names no property"),
        ("consent.purposes.ads = ['/x']", "which leads nowhere"),
        ("events.A.needs_consent = true", 'events."A".needs_consent has no table [consent]'),
        (
            "consent.purposes.ads = ['x']\nevents.A.needs_consent = 'sales'",
            'events."A".needs_consent is \'sales\': write true, false, "ads", or add it',
        ),
        ("events.A.visit = 0", 'events."A".visit is 0: write true or false'),
        ("events.A.description = 1", 'events."A".description is a sentence'),
        ("events.A.required = [1]", 'events."A".required is a list of names'),
        ("events.A.optional = ['x']", 'events."A".optional has x, which has no type'),
        (
            "properties.x = 'any'\nevents.A = { required = ['x'], optional = ['x'] }",
            "in required and in optional",
        ),
        ("events.'Order Completed' = {}\nevents.'Completed Order' = {}", "another name of Order Completed"),
        ("events.'Order Completed' = {}\nevents.purchase = {}", "another name of Order Completed"),
        ("events.A.aliases = 'b'", "is a list of names"),
        ("events.A.aliases = [' ']", "is a list of names"),
        ("events.A.aliases = ['b']\nevents.C.aliases = ['B']", "an alias of two events"),
        ("events.A.aliases = ['b']\nevents.b = {}", "is an alias of A"),
        ("events.A.aliases = ['order_completed']", "the name of a standard event"),
        ("personal_data.email = 'burn'", "personal_data.email is 'burn'"),
        ("personal_data = { e_mail = 'hash', 'E-Mail' = 'drop' }", "stands there twice"),
        ("properties.'products.price' = 'number'", 'properties."products.price" looks like a path: write'),
        ("properties.'price*' = 'number'", 'properties."price*" looks like a pattern: write the whole name'),
        ("properties.'items[0]' = 'number'", 'properties."items[0]" looks like a path'),
        ("properties.' total' = 'number'", 'properties." total" has blanks around it'),
        ("properties.' ' = 'number'", 'properties." " is no name'),
        (
            "personal_data.'*email*' = 'hash'",
            "looks like a pattern, so it would treat nothing: write the name",
        ),
        ("personal_data.'traits.email' = 'hash'", 'write the name alone, such as "email"'),
        ("personal_data.'/' = 'hash'", 'personal_data."/" looks like a pattern'),
        ("personal_data.'/traits/phone' = 'hash'", 'write the name alone, such as "phone"'),
        ("personal_data.'_' = 'hash'", 'personal_data."_" is no name'),
        ("events.'Order *' = {}", 'events has "Order *", which looks like a pattern: write each one out'),
        ("events.'/' = {}", 'events has "/", which looks like a pattern'),
        ("events.A.aliases = ['kauf*']", 'events."A".aliases has "kauf*", which looks like a pattern'),
        ("placeholder_ids = ['test-*']", 'placeholder_ids has "test-*", which looks like a pattern'),
        ("consent.properties = ['properties..x']", 'has "properties..x", which leads nowhere'),
        ("consent.properties = ['/properties/x']", "which leads nowhere"),
        ("literal_names = 'a.b'", "literal_names is a list of names in quotes"),
        ("properties.x = { type = 'integer', allowed = [1.5] }", "has 1.5, which is no integer"),
        ("properties.x = { type = 'number', allowed = [nan] }", "has nan, which is no number"),
        ("personal_data.userId = 'hash'", "cannot be treated: ids, times"),
        ("personal_data.Total = 'hash'", "cannot be treated: ids, times"),
    ],
)
def test_a_bad_plan_says_what_to_change(text: str, says: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        parse_plan(text, "plan.toml")
    assert str(caught.value).startswith("plan.toml")
    assert says in str(caught.value)


def test_a_name_that_looks_like_a_path_is_one_when_the_plan_says_so() -> None:
    plan = parse_plan(
        "literal_names = ['app.version', 'user.email', '*gift*', '***']\nplaceholder_ids = ['***']\n"
        "properties.'app.version' = 'string'\npersonal_data.'user.email' = 'hash'\n"
        "events.'*gift*'.required = ['app.version']\nevents.'order.paid' = {}"
    )
    assert plan.personal_data == {"user.email": Treatment.HASH}
    assert list(plan.events["*gift*"]) == ["app.version"]


def test_a_plan_says_of_events_whether_they_are_visits_under_the_names_that_models_know() -> None:
    plan = parse_plan("events.'Completed Order'.visit = false\nevents.Till.visit = true\nevents.Other = {}")
    assert plan.visits == {"Order Completed": False, "Till": True}


def test_a_plan_adds_to_the_ids_that_mean_nobody() -> None:
    rules = parse_plan("placeholder_ids = ['Demo']\nemail_ids_ignore_case = true").id_rules
    assert (rules.read("demo"), rules.read("null"), rules.read("anna")) == (None, None, "anna")
    assert rules.read("A@b.example", of_person=True) == "a@b.example"
    assert parse_plan("").id_rules == ID_RULES


_VALUES = st.recursive(
    st.booleans() | st.integers(-5, 5) | st.sampled_from(["string", "list", "hash", "enforce", "Order"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["required", "allowed", "x", "email"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(["mode", "events", "every_event", "personal_data", "properties"]), _VALUES
    )
)
def test_no_toml_makes_it_raise_anything_else(told: dict[str, object]) -> None:
    text = "\n".join(f"{name} = {_toml(value)}" for name, value in told.items())
    with suppress(Misconfigured):
        parse_plan(text)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_toml(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)
