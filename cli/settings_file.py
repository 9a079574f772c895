"""tally.toml, as commands read it: what is this shop's own. infra/values.py checks it before a deployment."""

import tomllib
from collections.abc import Sequence
from typing import Any

from tally.domain.errors import Misconfigured

from cli.home import ROOT

SETTINGS = ROOT / "tally.toml"


def read_setting(key: str, default: str, context: Sequence[str] = ()) -> str:
    """A value of tally.toml; one of `context` (KEY=VALUE) goes before. Misconfigured: it cannot be read."""
    given = [value.partition("=")[2] for value in context if value.startswith(f"{key}=")]
    return given[-1] if given else str(_read_file().get(key) or default)


def _read_file() -> dict[str, Any]:
    try:
        return tomllib.loads(SETTINGS.read_text(encoding="utf-8"))
    except OSError as error:
        raise Misconfigured(f"{SETTINGS} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise Misconfigured(f"tally.toml is no TOML: {error}") from error
