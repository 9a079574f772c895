"""Which version of Tally this checkout is."""

import subprocess

from tally import VERSION

from cli.home import ROOT


def name_version() -> str:
    """Such as: 0.1.0, commit 80a2068, changed since. Without the commit where git does not know it."""
    commit = _ask_git("rev-parse", "--short", "HEAD")
    if commit is None:
        return VERSION
    changed = ", changed since" if _ask_git("status", "--porcelain", "--untracked-files=no") else ""
    return f"{VERSION}, commit {commit}{changed}"


def _ask_git(*words: str) -> str | None:
    """What git says of the checkout; None where this is none, or where there is no git."""
    if not (ROOT / ".git").exists():
        return None
    try:
        said = subprocess.run(  # noqa: S603  (words of ours)
            ["git", "-C", ROOT, *words],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return said.stdout.strip()
