"""Who shops: customers with an account, a phone and a desktop, in four countries."""

from dataclasses import dataclass, replace
from random import Random

COUNTRIES = {"IT": 50, "FR": 20, "ES": 18, "DE": 12}
PHONES = {"ios": 56, "android": 44}
DESKTOPS = (("Windows", "Chrome"), ("Windows", "Edge"), ("Mac OS X", "Safari"), ("Mac OS X", "Chrome"))
APP_VERSIONS = {"ios": ("8.4.0", "8.4.1"), "android": ("8.3.2", "8.4.1")}
_SHARES = 0.03
_HAS_WALLET = 0.05


@dataclass(frozen=True, slots=True)
class Device:
    """One app installation or browser; `traits` are what its events carry beside their own properties."""

    device_id: str
    platform: str
    traits: dict[str, str]


@dataclass(frozen=True, slots=True)
class Shopper:
    """One person. `keenness` scales how likely visits and orders are (1 is usual).

    Who has a wallet pays by its button in the cart, and never sees the checkout.
    """

    user_id: str
    country: str
    keenness: float
    has_wallet: bool
    phone: Device
    desktop: Device


def draw_shoppers(random: Random, count: int) -> tuple[Shopper, ...]:
    """That many people, numbered C00001 onwards. Some share the desktop of the one before them."""
    people: list[Shopper] = []
    for number in range(1, count + 1):
        shopper = _draw_shopper(random, number)
        if people and random.random() < _SHARES:
            shopper = replace(shopper, desktop=people[-1].desktop)
        people.append(shopper)
    return tuple(people)


def _draw_shopper(random: Random, number: int) -> Shopper:
    country = _draw_one(random, COUNTRIES)
    platform = _draw_one(random, PHONES)
    os, browser = random.choice(DESKTOPS)
    app = {
        "os": "iOS" if platform == "ios" else "Android",
        "app_version": random.choice(APP_VERSIONS[platform]),
    }
    return Shopper(
        user_id=f"C{number:05d}",
        country=country,
        keenness=random.uniform(0.5, 1.5),
        has_wallet=random.random() < _HAS_WALLET,
        phone=Device(f"{platform}-{random.getrandbits(64):016x}", platform, app),
        desktop=Device(f"web-{random.getrandbits(64):016x}", "web", {"os": os, "browser": browser}),
    )


def _draw_one(random: Random, weights: dict[str, int]) -> str:
    return random.choices(list(weights), list(weights.values()))[0]
