"""How a visit begins: the page, the tags in its address, and the site that linked there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlencode

from demo.products import KINDS

SHOP = "https://www.shop.example"
SALE = "/sales/spring"
_ON_THE_WEB = {"newsletter": 25, "search": 18, "search ad": 8, "instagram": 12, "direct": 37}
_IN_THE_APP = {"newsletter": 15, "push": 15, "direct": 70}


@dataclass(frozen=True, slots=True)
class Entrance:
    """The landing page: `tags` stand in its address, `referrer_domain` is the site that linked to it."""

    path: str = "/"
    tags: Mapping[str, str] = field(default_factory=dict)
    referrer_domain: str | None = None

    @property
    def address(self) -> str:
        """The page's full address."""
        return SHOP + self.path + (f"?{urlencode(self.tags)}" if self.tags else "")


def draw_entrance(random: Random, platform: str) -> Entrance:
    """A way to the shop that this platform has."""
    ways = _ON_THE_WEB if platform == "web" else _IN_THE_APP
    match random.choices(list(ways), list(ways.values()))[0]:
        case "newsletter":
            return Entrance(SALE, _tag("newsletter", "email"))
        case "push":
            return Entrance(SALE, _tag("push", "app"))
        case "instagram":
            return Entrance(SALE, _tag("instagram", "social"), "l.instagram.com")
        case "search":
            return Entrance(f"/c/{random.choice(list(KINDS))}", {}, "www.google.com")
        case "search ad":
            click = {"gclid": f"{random.getrandbits(64):016x}"}
            return Entrance(
                f"/c/{random.choice(list(KINDS))}", _tag("google", "cpc") | click, "www.google.com"
            )
        case _:
            return Entrance()


def _tag(source: str, medium: str) -> dict[str, str]:
    return {"utm_source": source, "utm_medium": medium, "utm_campaign": "spring-sale"}
