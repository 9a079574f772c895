"""Whether a user agent is a bot's: crawlers, previews, monitors, headless browsers.

The list is that of monperrus/crawler-user-agents (MIT; some 1,500 patterns, a release every few weeks),
pinned with its hash like every package. Two rules of our own: `okhttp` is left out, since Android apps name
it, and a name that ends in `bot/`, holds `crawler` or `spider` or gives an address to read about it says what
it is, listed or not.
"""

import re
from functools import cache, lru_cache

_MOST_REMEMBERED = 16_384
_AT_ONCE = 25
"""Patterns joined into one: as the package does, faster than one by one and than all together."""

_LONGEST = 1_000
"""Characters looked at: browsers send some 150, and a pattern may go back on its steps."""

_OF_APPS = frozenset({"okhttp"})
_SELF_DECLARED = r"(?<![cC]u)(?<!CU)[bB][oO][tT]/|[cC]rawler|[sS]pider|\+https?://"

_COMMON = re.compile(
    r"Mozilla/5\.0 \((?:Windows NT [\d.]+; Win64; x64|Macintosh; Intel Mac OS X [\d_.]+|X11; Linux x86_64"
    r"|X11; CrOS x86_64 [\d.]+|Linux; Android [\d.]+; (?:K|SM-\w+|Pixel [\w ]+)"
    r"|i(?:Phone|Pad); CPU (?:iPhone )?OS [\d_]+ like Mac OS X)\)"
    r" AppleWebKit/[\d.]+ \(KHTML, like Gecko\)"
    r"(?: (?:Chrome|Version|CriOS|Mobile|Safari|Edg|OPR)/[\w.]+| Mobile)*"
)
"""Browsers as most people have them, in a hundredth of the time: the list finds nothing in these."""


@lru_cache(_MOST_REMEMBERED)
def is_bot(user_agent: str) -> bool:
    """Whether this is a bot's. Remembered: a new one costs some 0.1 ms."""
    if _COMMON.fullmatch(user_agent):
        return False
    looked_at = user_agent[:_LONGEST]
    return any(pattern.search(looked_at) for pattern in _compile_list())


@cache
def _compile_list() -> list[re.Pattern[str]]:
    """Read with the first user agent that is none of the common ones."""
    from crawleruseragents import CRAWLER_USER_AGENTS_DATA  # noqa: PLC0415  # 20 ms, and 20 more to compile

    patterns: list[str] = [each["pattern"] for each in CRAWLER_USER_AGENTS_DATA]
    known = [_SELF_DECLARED, *(pattern for pattern in patterns if pattern not in _OF_APPS)]
    return [re.compile("|".join(known[start : start + _AT_ONCE])) for start in range(0, len(known), _AT_ONCE)]
