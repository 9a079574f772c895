"""The script by which a web page tells the witness of its events: w.js, served as w.min.js."""

from functools import cache
from importlib import resources

PATH = "/w.js"
MAX_AGE_S = 24 * 60 * 60
"""How long a browser or a CDN may keep it."""


@cache
def served_script() -> str:
    """As it is served: 2 kB on every page of a shop are enough."""
    return resources.files("tally.domain.audit").joinpath("w.min.js").read_text()
