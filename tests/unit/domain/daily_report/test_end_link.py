"""The link of a mail: it names its reader, and nobody makes one of another."""

import pytest
from tally.domain.daily_report.end_link import EndLinks, read_token, write_token

KEY = b"k" * 64
TOKEN = write_token(KEY, "ana@shop.example")


@pytest.mark.parametrize("email", ["ana@shop.example", "o'neil+a=b.c/d@shop.example", "ünï@shop.example"])
def test_it_names_its_reader(email: str) -> None:
    assert read_token(KEY, write_token(KEY, email)) == email


def test_it_leads_to_the_page() -> None:
    links = EndLinks(KEY, "https://tally.shop.example/")
    url = links.write("ana@shop.example")
    assert url == f"https://tally.shop.example/api/v1/unsubscribe?token={TOKEN}"


@pytest.mark.parametrize(
    "token",
    [
        *("", ".", "ana@shop.example", TOKEN[:-1], TOKEN + "A", TOKEN.replace(".", ""), f"{TOKEN}.x"),
        write_token(b"another", "ana@shop.example"),
        f"{write_token(KEY, 'leo@shop.example').partition('.')[0]}.{TOKEN.partition('.')[2]}",
        f"_w.{TOKEN.partition('.')[2]}",
        f"é.{TOKEN.partition('.')[2]}",
    ],
)
def test_what_the_key_did_not_sign_names_nobody(token: str) -> None:
    assert read_token(KEY, token) is None
