"""How two texts of a setting differ, as people read it in reviews."""

from difflib import unified_diff


def write_difference(before: str | None, after: str | None, before_name: str, after_name: str) -> str:
    """A unified diff that ends without a newline, empty where they are alike. None is no text at all."""
    if before == after:
        return ""
    lines = list(
        unified_diff(
            (before or "").splitlines(), (after or "").splitlines(), before_name, after_name, lineterm=""
        )
    )
    unseen = [f"--- {before_name}", f"+++ {after_name}", "(only the ends of lines differ)"]
    return "\n".join(lines or unseen)
