"""The pages behind a mail's link: they ask, and say that it is done. Nobody is logged in there.

Opening the link ends nothing, for programs open links to look at them; the button, and the button of a mail
program (RFC 8058), post. Pages without style or script, of texts alone.
"""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from tally.adapters.answering.http_reports import HEADERS, Reply
from tally.domain.daily_report.end_link import read_token
from tally.domain.daily_report.subscription import Subscription
from tally.domain.words.words import Words

_POLICY = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


def follow_link(
    event: Mapping[str, Any], key: bytes, end: Callable[[str], Subscription], language: str
) -> Reply:
    """A look asks, a post ends, and what `key` did not sign does nothing."""
    email = read_token(key, str((event.get("queryStringParameters") or {}).get("token", "")))
    if email is None:
        return tell_invalid(Words(language))
    if event["requestContext"]["http"]["method"] != "POST":
        return ask_whether(Words(language), email)
    return tell_done(Words(end(email).language), email)


def ask_whether(words: Words, email: str) -> Reply:
    """200: the question, with its button."""
    button = escape(words.say("unsubscribe.button"))
    form = f'<form method="post"><button name="List-Unsubscribe" value="One-Click">{button}</button></form>'
    return _reply(200, words, "unsubscribe.question", form, email=email)


def tell_done(words: Words, email: str) -> Reply:
    """200: no mail goes there any more."""
    return _reply(200, words, "unsubscribe.done", email=email)


def tell_invalid(words: Words) -> Reply:
    """404: the link is not one of Tally's."""
    return _reply(404, words, "unsubscribe.invalid")


def _reply(status: int, words: Words, key: str, more: str = "", **places: str) -> Reply:
    told = escape(words.say(key, **places))
    page = (
        f'<!doctype html><html lang="{words.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">'
        f"<title>Tally</title></head><body><main><h1>Tally</h1><p>{told}</p>{more}</main></body></html>\n"
    )
    headers = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": _POLICY,
        "referrer-policy": "no-referrer",
        **HEADERS,
    }
    return {"statusCode": status, "headers": headers, "body": page, "isBase64Encoded": False}
