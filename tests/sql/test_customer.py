"""Whose devices they are, and which events are a customer's: the questions that forget and export ask."""

import json
import re
from typing import Any

import pytest
from tally.domain.people.mentions import WORD, words_of
from tally.modelling import catalog
from tally.modelling.literals import Rows

from tests.adapters.athena.lake_on_stand_in import key
from tests.sql.tables import run_query

ANNA, BRUNO = key("anna"), key("bruno")
EVENTS = f"""
event_id | id_hash | device_id | user_id | sent_person_key           | occurred_at         | dedup_key
a1       | 1       | phone     | anna    | {ANNA}               | 2026-11-20 10:00:00 | 1
a2       | 2       | phone     | anna    | {ANNA}               | 2026-11-20 11:00:00 | 2
a3       | 3       | phone     |         | {key("$device:phone")} | 2026-11-20 09:00:00 | 3
b1       | 4       | phone     | bruno   | {BRUNO}              | 2026-11-21 10:00:00 | 4
b2       | 5       | kiosk     | bruno   | {BRUNO}              | 2026-11-21 10:00:00 | 5
a4       | 6       | kiosk     | anna    | {ANNA}               | 2026-11-22 10:00:00 | 6
c1       | 7       | laptop    | carla   | {key("carla")}       | 2026-11-22 10:00:00 | 7
a5       | 8       |           | anna    | {ANNA}               | 2026-11-22 11:00:00 | 8
"""


def links(customer_id: str, events: str = EVENTS) -> list[tuple[str, str | None, str | None]]:
    values = {"user_key": key(customer_id), "device_key": key(f"$device:{customer_id}")}
    query = catalog.inlined(catalog.query("customer_links").query)
    found = run_query(query, values, events=events, witness_events="event_name")
    return [(row["device_id"], row.get("owner_id"), row.get("user_id")) for row in found]


def test_the_devices_of_a_user_and_everybody_seen_on_them() -> None:
    phone = [("phone", "anna", "anna"), ("phone", "anna", "bruno")]
    kiosk = [("kiosk", "bruno", "anna"), ("kiosk", "bruno", "bruno")]
    assert links("anna") == links("bruno") == [*kiosk, *phone]
    assert links("carla") == [("laptop", "carla", "carla")]


def test_whose_a_device_is() -> None:
    assert links("kiosk") == [("kiosk", "bruno", "anna"), ("kiosk", "bruno", "bruno")]
    assert links("nobody") == []


def test_a_device_that_only_an_identity_event_links() -> None:
    alias = """
    event_id | event_name    | event_class | distinct_id   | device_id | user_id | occurred_at         | dedup_key | properties
    x1       | $create_alias | business    | $device:watch | watch     |         | 2026-11-20 10:00:00 | 1         | {"alias":"dora"}
    """
    assert links("dora", alias) == [("watch", "dora", None)]


def test_a_device_that_only_an_event_told_twice_links() -> None:
    both = f"""
    event_id | id_hash | event_name    | sender | device_id | user_id | distinct_id   | sent_person_key             | occurred_at         | business_date | dedup_key
    t1       | 1       | Product Added |        | watch     |         | $device:watch | {key("$device:watch")} | 2026-11-20 10:00:00 | 2026-11-20    | 1
    t1       | 1       | Product Added | server |           | dora    | dora          | {key("dora")}          | 2026-11-20 10:00:01 | 2026-11-20    | 2
    """
    assert links("dora", both) == [("watch", "dora", None)]


def test_a_device_of_too_many_users_has_no_owner() -> None:
    rows = [
        f"k{user} | {user} | kiosk | u{user} | {key(f'u{user}')} | 2026-11-20 10:0{user}:00 | {user}"
        for user in range(6)
    ]
    crowd = "\n".join(
        ["event_id | id_hash | device_id | user_id | sent_person_key | occurred_at | dedup_key", *rows]
    )
    assert links("u0", crowd) == links("u3", crowd) == links("kiosk", crowd) == [("kiosk", None, None)]
    assert links("u0", "\n".join(crowd.split("\n")[:6])) != [("kiosk", None, None)]


def test_ids_that_an_alias_names_beside_a_customers() -> None:
    named = """
    event_id | event_name    | event_class | distinct_id   | device_id | user_id | occurred_at         | dedup_key | properties
    x1       | $alias        | business    | anna          |           | anna    | 2026-11-20 10:00:00 | 1         | {"previousId":"anna-old"}
    x2       | $create_alias | business    | carla         |           | carla   | 2026-11-20 10:00:00 | 2         | {"alias":"anna"}
    x3       | $alias        | business    | dora          |           | dora    | 2026-11-20 10:00:00 | 3         | {"previousId":"dora-old"}
    """
    values = {"persons": Rows(("bigint",), [(ANNA,)])}
    query = catalog.inlined(catalog.query("customer_named_beside").query)
    found = run_query(query, values, events=named, witness_events="event_name")
    assert [(row["first_id"], row["second_id"]) for row in found] == [("anna", "anna-old"), ("carla", "anna")]


def event_keys(*persons: int, **tables: Any) -> set[str]:
    values = {"persons": Rows(("bigint",), [(person,) for person in persons])}
    empty = {"events": "id_hash", "landing": "id_hash", "quarantine": "id_hash"}
    found = run_query(catalog.query("customer_event_keys").sql, values, **{**empty, **tables})
    return {row["id_hash"] for row in found}


def test_events_of_a_person_wherever_they_lie() -> None:
    landing = f"id_hash | sent_person_key\n90 | {ANNA}\n91 | {BRUNO}\n1 | {ANNA}"
    quarantine = f"id_hash | sent_person_key\n | {ANNA}\n92 | {key('$device:phone')}"
    found = event_keys(ANNA, key("$device:phone"), events=EVENTS, landing=landing, quarantine=quarantine)
    assert found == {"1", "2", "3", "6", "8", "90", "92"}
    assert event_keys(events=EVENTS) == set()


MENTIONING = {
    "customer_landing_objects": "landing",
    "customer_event_mentions": "events",
    "customer_profile_update_mentions": "profile_updates",
    "customer_quarantine_objects": "quarantine",
}


@pytest.mark.parametrize("report", MENTIONING)
def test_a_text_is_cut_into_words_as_python_does(report: str) -> None:
    (pattern,) = re.findall(r"'(\[[^']+)'", catalog.query(report).sql)
    assert pattern == WORD.pattern


@pytest.mark.parametrize("one", ["anna", "42", "a b:c/d", 'say "ä"', "ännä"])
def test_a_word_of_an_id_stands_wherever_json_holds_it(one: str) -> None:
    """However it is written: in a text of one value, of many, and in JSON that is a string of other JSON."""
    words = {key(word) for word in words_of([one])}
    for text in (json.dumps(one), json.dumps({"to": [one, 1]}), json.dumps({"x": json.dumps({"to": one})})):
        for written in (text, json.dumps(json.loads(text), ensure_ascii=False)):
            found = run_query(
                "select from_big_endian_64(xxhash64(to_utf8(word))) as word_key from events "
                f"cross join unnest(regexp_extract_all(properties, '{WORD.pattern}')) as texts (word)",
                events="properties\n" + written.replace("|", ""),
            )
            assert words & {int(row["word_key"]) for row in found}, (one, written)


def test_a_sighting_is_a_customers_by_the_event_or_by_the_device() -> None:
    seen = """
    event_id | event_name     | id_hash | device_key | occurred_at
    a1       | Product Viewed | 1       |            | 2026-11-20 10:00:00
    lost     | Product Viewed | 9       | 70         | 2026-11-20 11:00:00
    b1       | Product Viewed | 4       | 71         | 2026-11-20 12:00:00
    c1       | Product Viewed | 7       |            | 2026-11-20 13:00:00
    """
    values = {"event_keys": Rows(("bigint",), [(1,)]), "persons": Rows(("bigint",), [(70,)])}
    found = run_query(catalog.query("customer_witnessed").sql, values, witness_events=seen)
    assert [row["event_id"] for row in found] == ["a1", "lost"]
    none = {"event_keys": Rows(("bigint",), []), "persons": Rows(("bigint",), [])}
    assert run_query(catalog.query("customer_witnessed").sql, none, witness_events=seen) == []


def test_whose_an_address_is_by_whole_values_in_any_case() -> None:
    updates = """
    kind   | profile_id | property | value
    person | anna       | email    | "hmac:ab"
    person | bruno      | $email   | "Anna@Shop.example"
    person | carla      | note     | "write to anna@shop.example"
    person | dora       | phone    | "+49 (170) 123-4567"
    group  | acme       | email    | "hmac:ab"
    """
    events = """
    distinct_id   | properties
    $device:phone | {"traits":{"email" : "hmac:ab"},"recipient":"x"}
    bruno         | {"recipient":"hmac:ab","email":"other"}
    carla         | {"hmac:ab":"email"}
    """
    spellings = Rows(("bigint",), [(key(one),) for one in ("hmac:ab", "anna@shop.example", "491701234567")])
    found = run_query(
        catalog.query("customer_holders").sql,
        {"spellings": spellings},
        profile_updates=updates,
        events=events,
    )
    assert [(row["place"], row["person_id"], row["name"]) for row in found] == [
        ("profile", "anna", "email"),
        ("profile", "bruno", "$email"),
        ("profile", "dora", "phone"),
        ("event", "$device:phone", "email"),
        ("event", "bruno", "recipient"),
    ]
