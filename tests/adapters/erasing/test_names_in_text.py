"""A customer's id is found however a body was packed, and only as a whole word."""

import base64
import gzip
import io
import json
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tally.adapters.erasing.names_in_text import Names

EVENT = json.dumps([{"event": "A", "properties": {"distinct_id": "anna@shop é", "price": 4.2}}]).encode()
BASE64 = base64.b64encode(EVENT)


def parquet(**columns: object) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue()


PACKED = {
    "as it is": EVENT,
    "utf-8": '{"id": "anna@shop é"}'.encode(),
    "gzip": gzip.compress(EVENT),
    "base64": BASE64,
    "url-safe base64": base64.urlsafe_b64encode(EVENT),
    "form": b"data=" + quote(BASE64).encode(),
    "form with plus signs": b"verbose=1&data=" + BASE64,
    "plain form": b"data=" + quote(EVENT).encode(),
    "gzip in base64": base64.b64encode(gzip.compress(EVENT)),
    "base64 in a form in gzip": gzip.compress(b"data=" + quote(BASE64).encode()),
    "query string": b"?user=anna%40shop%20%C3%A9&a=1",
    "damaged gzip": gzip.compress(EVENT * 1000)[:-50],
    "csv": '"user_id"\n"anna@shop é"\n'.encode(),
    "parquet": parquet(user=["bruno", "anna@shop é"], n=[1, 2]),
    "parquet, nested": parquet(rows=[[{"who": "anna@shop é"}], None]),
}


@pytest.mark.parametrize("body", PACKED.values(), ids=PACKED.keys())
def test_it_is_found(body: bytes) -> None:
    assert Names(["nobody", "anna@shop é"]).occur_in(body)
    assert not Names(["nobody", "bruna@shop"]).occur_in(body)


@pytest.mark.parametrize("text", ["id=42", '{"id":42}', '"42"', "$device:42", "42"])
def test_whole_words(text: str) -> None:
    assert Names(["42"]).occur_in(text.encode())


@pytest.mark.parametrize("text", ["142", "429", '{"id":"a42"}', "", "ab42cd", "42-7", "42@shop.it", "x_42"])
def test_no_parts_of_words(text: str) -> None:
    assert not Names(["42"]).occur_in(text.encode())
