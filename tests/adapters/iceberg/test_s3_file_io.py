"""pyiceberg's file access: what it reads, and that it writes in one PUT or not at all."""

import io
from collections.abc import Iterator

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws
from mypy_boto3_s3 import S3Client
from tally.adapters.iceberg import s3_file_io
from tally.adapters.iceberg.s3_file_io import S3FileIO
from tally.domain.errors import Misconfigured

BODY = bytes(range(256)) * 16


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Client]:
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="lake")
        client.put_object(Bucket="lake", Key="a b/c?d#e.bin", Body=BODY)
        yield client


@pytest.fixture
def requests(s3: S3Client) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(model, params, **_: object) -> None:
        seen.append(f"{model.name} {params['headers'].get('Range', '')}".strip())

    s3.meta.events.register("before-call.s3", note)
    yield seen
    s3.meta.events.unregister("before-call.s3", note)


STEPS = st.lists(
    st.tuples(st.integers(0, len(BODY) + 10), st.integers(-1, len(BODY) + 10)), min_size=1, max_size=6
)


@given(steps=STEPS, tail=st.sampled_from([1, 100, len(BODY) - 1, len(BODY), 1 << 20]))
def test_reads_as_a_file_does(s3: S3Client, steps: list[tuple[int, int]], tail: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(s3_file_io, "TAIL_BYTES", tail)
        stream = S3FileIO(s3).new_input("s3://lake/a b/c?d#e.bin").open()
        model = io.BytesIO(BODY)
        for place, size in steps:
            assert stream.seek(place) == model.seek(place)
            assert stream.read(size) == model.read(size)
            assert stream.tell() == model.tell()


def test_a_small_object_costs_one_request(s3: S3Client, requests: list[str]) -> None:
    with S3FileIO(s3).new_input("s3://lake/a b/c?d#e.bin").open() as stream:
        assert stream.read() == BODY
    assert requests == ["GetObject bytes=-1048576"]


def test_parquet_columns_are_read_by_range(
    s3: S3Client, requests: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3_file_io, "TAIL_BYTES", 4096)
    file = S3FileIO(s3).new_output("s3://lake/two.parquet")
    table = pa.table({"key": range(50_000), "wide": [f"{i:0200}" for i in range(50_000)]})
    with file.create() as out:
        pq.write_table(table, out, compression="none", use_dictionary=False)
    del requests[:]
    with file.to_input_file().open() as stream:
        assert pq.read_table(stream, columns=["key"])["key"].to_pylist() == list(range(50_000))
    read = [request.removeprefix("GetObject bytes=").split("-") for request in requests[1:]]
    assert sum(int(last) - int(first) for first, last in read) < 0.1 * len(file)


def test_an_empty_object_is_empty(s3: S3Client) -> None:
    s3.put_object(Bucket="lake", Key="empty", Body=b"")
    file = S3FileIO(s3).new_input("s3://lake/empty")
    assert (file.open().read(), file.open(seekable=False).read(), len(file)) == (b"", b"", 0)


def test_what_is_not_there(s3: S3Client) -> None:
    file = S3FileIO(s3).new_input("s3://lake/nothing")
    assert not file.exists()
    with pytest.raises(FileNotFoundError, match="s3://lake/nothing is not there"):
        file.open()
    with pytest.raises(Misconfigured, match="deploy the stacks again"):
        S3FileIO(s3).new_input("s3://no-such-bucket/key").open()
    S3FileIO(s3).delete("s3://lake/nothing")


def test_writes_once_at_close_and_overwrites_only_when_told(s3: S3Client, requests: list[str]) -> None:
    io_ = S3FileIO(s3)
    file = io_.new_output("s3://lake/new")
    with file.create() as out:
        out.write(b"one")
        out.write(b"two")
        assert requests == []
    assert requests == ["PutObject"]
    assert (len(file), file.exists(), file.to_input_file().open().read()) == (6, True, b"onetwo")

    with pytest.raises(FileExistsError, match="s3://lake/new is there already"), file.create() as out:
        out.write(b"three")
    with file.create(overwrite=True) as out:
        out.write(b"four")
    assert io_.new_input("s3://lake/new").open(seekable=False).read() == b"four"

    io_.delete(file)
    assert not file.exists()


def test_a_writer_that_fails_leaves_nothing(s3: S3Client) -> None:
    file = S3FileIO(s3).new_output("s3://lake/half")

    def fail() -> None:
        with file.create() as out:
            out.write(b"half")
            raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        fail()
    out = file.create()
    out.write(b"half")
    del out
    assert not file.exists()
