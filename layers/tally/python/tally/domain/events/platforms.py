"""Which platform an event came from: its label, the SDK that sent it, and what a browser says of itself."""

from functools import lru_cache
from types import MappingProxyType

from tally.domain.events.spelling import LONGEST_SPELLING, bare_label

WEB, IOS, ANDROID, SERVER, STORE = "web", "ios", "android", "server", "store"
BOT = "bot"
"""No platform: what sent an event may be one, or a server, or somebody's device."""

_SPELLINGS = MappingProxyType(
    {
        **dict.fromkeys((WEB, "website", "webapp", "browser", "webbrowser", "mobileweb", "mweb"), WEB),
        **dict.fromkeys(("webmobile", "webdesktop", "desktopweb", "desktop", "pwa"), WEB),
        **dict.fromkeys((IOS, "iosapp", "iphone", "iphoneos", "ipad", "ipados", "ipod", "tvos"), IOS),
        **dict.fromkeys(("appleios", "appletv", "watchos"), IOS),
        **dict.fromkeys((ANDROID, "androidapp", "androidos", "androidtv", "androidtablet"), ANDROID),
        **dict.fromkeys(("androidphone", "wearos"), ANDROID),
        **dict.fromkeys((SERVER, "serverside", "backend", "api"), SERVER),
        **dict.fromkeys(
            (STORE, "pos", "pointofsale", "instore", "storepos", "physicalstore", "retail"), STORE
        ),
        **dict.fromkeys(("retailstore", "shopifypos", "till", "brickandmortar"), STORE),
    }
)


def platform_label(text: str) -> str | None:
    """One of the five platforms for what an app calls its own (our decision); None of any other text."""
    return None if len(text) > LONGEST_SPELLING else _find_label(text)


@lru_cache(4096)
def _find_label(text: str) -> str | None:
    return _SPELLINGS.get(bare_label(text))


_LIBRARIES = MappingProxyType(
    {
        **dict.fromkeys(("web", "analytics.js", "analytics-js", "rudderlabs javascript sdk"), WEB),
        **dict.fromkeys(("swift", "iphone", "analytics-ios", "analytics-swift", "rudder-ios-library"), IOS),
        **dict.fromkeys(("android", "analytics-android", "analytics-kotlin"), ANDROID),
        **dict.fromkeys(("python", "node", "go", "java", "php", "ruby", "elixir"), SERVER),
        **dict.fromkeys(("analytics-python", "analytics-node", "@segment/analytics-node"), SERVER),
        **dict.fromkeys(("analytics-go", "analytics-java", "analytics-php", "analytics-ruby"), SERVER),
        **dict.fromkeys(("analytics.net", "analytics-csharp", "analytics-rust", "analytics-elixir"), SERVER),
        **dict.fromkeys(("rudder-analytics-python", "rudder-sdk-python", "rudder-sdk-node"), SERVER),
        **dict.fromkeys(("rudder-sdk-go", "rudder-sdk-java", "rudder-sdk-php", "rudder-sdk-ruby"), SERVER),
        **dict.fromkeys(("@rudderstack/rudder-sdk-node", "rudder-analytics-ruby", "rudder-sdk-.net"), SERVER),
    }
)
_SYSTEMS = MappingProxyType({"ios": IOS, "ipados": IOS, "iphone os": IOS, "android": ANDROID})
_CHANNELS = MappingProxyType({"web": WEB, "browser": WEB, "server": SERVER})
_WRAPPERS = frozenset({"react-native", "flutter", "unity", "analytics-react-native", "analytics_flutter"})
"""SDKs that run on both phone systems: the operating system decides."""


@lru_cache(4096)
def platform_of(library: str | None, system: str | None, channel: str | None = None) -> str | None:
    """Platform of an SDK's name (mp_lib, context.library.name), a system's name and RudderStack's channel."""
    name = (library or "").lower()
    if name in _LIBRARIES:
        return _LIBRARIES[name]
    if name in _WRAPPERS or channel == "mobile":
        return _SYSTEMS.get((system or "").lower())
    return _CHANNELS.get((channel or "").lower())


def is_server_library(name: str) -> bool:
    """Whether an SDK of this name runs on servers."""
    return _LIBRARIES.get(name.lower()) == SERVER


_BROWSERS = (
    ("Edg", "Microsoft Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEM_MARKS = (
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac OS X"),
    ("CrOS", "Chrome OS"),
    ("Linux", "Linux"),
)
"""Names as Mixpanel's SDK gives them. The first mark found wins: Edge says Chrome too, Chrome says Safari."""


@lru_cache(4096)
def browser_of(user_agent: str | None) -> tuple[str | None, str | None]:
    """(operating system, browser) of a User-Agent; None for what it does not tell."""
    found = user_agent or ""
    system = next((name for mark, name in _SYSTEM_MARKS if mark in found), None)
    return system, next((name for mark, name in _BROWSERS if mark in found), None)
