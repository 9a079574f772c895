"""What is wrong with a day's data, and what to do, in words. The codes are those of domain/page/faults.py."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tally.domain.daily_report.report import Fault
from tally.domain.words.place_words import name_place
from tally.domain.words.words import Words

KNOWN = ("lost_events", "doubled_events", "other_amounts", "no_witness", "refused_events")

_COMMANDS = {
    "lost_events": "tally audit --ids --date {day}",
    "doubled_events": "tally audit --ids --date {day}",
    "other_amounts": "tally audit --ids --date {day}",
    "refused_events": "tally quarantine",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """What to know; `command` shows more of it, for whoever looks after Tally."""

    text: str
    command: str | None = None


def tell_fault(fault: Fault, day: date, currency: str, words: Words) -> Sentence:
    """What, how much, and the command that shows which. Of a code that a newer build has: where to look."""
    code = fault.code if fault.code in KNOWN else "other"
    numbers = fault.numbers
    places: dict[str, object] = {"n": numbers.get("found", 0), "of": numbers.get("of", 0)}
    match code:
        case "lost_events" | "doubled_events" | "other_amounts":
            places |= {
                "event": numbers["event"],
                "platform": name_place(words, "platform", numbers["platform"]),
                "hours": _tell_hours(numbers, words),
            }
        case "no_witness":
            named = [name_place(words, "platform", each) for each in numbers["platforms"]]
            places["platform"] = words.several(named)
        case "refused_events":
            places |= {
                "reason": words.find(f"refused.{numbers['reason']}", numbers["reason"]),
                "field": numbers["field"] or "",
            }
    told = words.say(f"mail.fault.{code}", **places)
    if code == "lost_events" and numbers.get("amount"):
        told += " " + words.say("mail.fault.amount", amount=words.money(numbers["amount"], currency))
    command = _COMMANDS.get(code, "tally audit --date {day}").format(day=day)
    return Sentence(f"{told} {words.say(f'mail.fault.{code}.advice')}", command)


def _tell_hours(numbers: Mapping[str, Any], words: Words) -> str:
    """From the first hour to the end of the last, on the shop's clock."""
    first, last = numbers["first_hour"], numbers["last_hour"] + 1
    return words.say("mail.fault.hours", first=f"{first:02}:00", last=f"{last:02}:00")
