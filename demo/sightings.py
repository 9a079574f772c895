"""What the demo's pages and apps tell the witness of an event."""

from typing import Any

from tally.adapters.importing.postings import make_sighting

from demo.visit import Event


def sight(event: Event) -> dict[str, Any]:
    """The facts that the audit compares, and those that tell whose an event was that the collector lacks."""
    told = {"device_id": event.get("device_id")}
    told |= {name: event["properties"].get(name) for name in ("app_version", "path")}
    return {**make_sighting(event), **{name: value for name, value in told.items() if value is not None}}
