"""Platforms by SDK, and what a browser says of itself."""

import pytest
from tally.domain.events.platforms import browser_of, platform_of


@pytest.mark.parametrize(
    ("library", "system", "channel", "platform"),
    [
        ("web", "Mac OS X", None, "web"),
        ("analytics.js", None, None, "web"),
        ("swift", "iOS", None, "ios"),
        ("iphone", None, None, "ios"),
        ("android", None, None, "android"),
        ("python", None, None, "server"),
        ("@segment/analytics-node", None, None, "server"),
        ("react-native", "iOS", None, "ios"),
        ("flutter", "Android", None, "android"),
        ("flutter", "Linux", None, None),
        ("own-sdk", "Android", "mobile", "android"),
        ("own-sdk", None, "web", "web"),
        ("own-sdk", "Android", None, None),
        (None, None, None, None),
    ],
)
def test_platform(library: str | None, system: str | None, channel: str | None, platform: str | None) -> None:
    assert platform_of(library, system, channel) == platform


@pytest.mark.parametrize(
    ("agent", "found"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0 Safari/537.36", ("Linux", "Chrome")),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/150.0 Safari/537.36 Edg/150.0", ("Windows", "Microsoft Edge")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Safari/604.1", ("iOS", "Safari")),
        ("Mozilla/5.0 (Linux; Android 15) SamsungBrowser/27.0 Chrome/125.0", ("Android", "Samsung Internet")),
        ("curl/8.9", (None, None)),
        ("", (None, None)),
        (None, (None, None)),
    ],
)
def test_browser(agent: str | None, found: tuple[str | None, str | None]) -> None:
    assert browser_of(agent) == found
