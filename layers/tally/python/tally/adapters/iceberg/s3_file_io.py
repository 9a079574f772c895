"""pyiceberg's files over boto3: one client, one place that writes, none of Arrow's own S3 code.

A read costs one GET when the object is smaller than 1 MiB (every manifest, most data files of a small
shop): the first request asks for the end of the object, where Parquet keeps its footer, and its answer
tells the size. A write is one PUT at close, so a killed writer leaves nothing behind.
"""

import io
from functools import partial
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError
from pyiceberg.io import FileIO, InputFile, InputStream, OutputFile, OutputStream

from tally.adapters.aws.errors import aws_errors, code_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

TAIL_BYTES = 1 << 20
_ABSENT = {"404", "NoSuchKey"}


class S3FileIO(FileIO):  # type: ignore[misc]  # pyiceberg is not followed by mypy
    """Files at s3://bucket/key locations."""

    def __init__(self, s3: "S3Client") -> None:
        super().__init__()
        self._s3 = s3

    def new_input(self, location: str) -> "S3File":
        """The object to read."""
        return S3File(self._s3, location)

    def new_output(self, location: str) -> "S3File":
        """The object to write."""
        return S3File(self._s3, location)

    def delete(self, location: "str | S3File") -> None:
        """Delete the object; one that is not there is no error."""
        file = self.new_input(location) if isinstance(location, str) else location
        with aws_errors(f"delete {file.location}"):
            self._s3.delete_object(Bucket=file.bucket, Key=file.key)


class S3File(InputFile, OutputFile):  # type: ignore[misc]  # pyiceberg is not followed by mypy
    """One object, to read or to write."""

    def __init__(self, s3: "S3Client", location: str) -> None:
        super().__init__(location=location)
        self.s3 = s3
        self.bucket, _, self.key = location.partition("://")[2].partition("/")
        self._put_bytes: int | None = None

    def __len__(self) -> int:
        if self._put_bytes is not None:
            return self._put_bytes
        with aws_errors(f"look at {self.location}"):
            return self.s3.head_object(Bucket=self.bucket, Key=self.key)["ContentLength"]

    def exists(self) -> bool:
        """Whether the object is there."""
        with aws_errors(f"look at {self.location}"):
            try:
                self.s3.head_object(Bucket=self.bucket, Key=self.key)
            except ClientError as error:
                if code_of(error) in _ABSENT:
                    return False
                raise
        return True

    def open(self, seekable: bool = True) -> InputStream:
        """A stream of its bytes; FileNotFoundError when it is not there."""
        return S3Stream(self) if seekable else io.BytesIO(self.get())

    def create(self, overwrite: bool = False) -> OutputStream:
        """A stream that puts the object when closed; FileExistsError then if it exists and may not."""
        return _PutAtClose(self, overwrite)

    def to_input_file(self) -> "S3File":
        """The same object, to read."""
        return self

    def get(self, byte_range: str | None = None) -> bytes:
        """The object's bytes, or those of an HTTP range such as `bytes=0-99`."""
        return self.get_with_size(byte_range)[0]

    def get_with_size(self, byte_range: str | None) -> tuple[bytes, int]:
        """The bytes of a range, and the size of the whole object."""
        get = partial(self.s3.get_object, Bucket=self.bucket, Key=self.key)
        with aws_errors(f"read {self.location}"):
            try:
                answer = get(Range=byte_range) if byte_range else get()
            except ClientError as error:
                if code_of(error) in _ABSENT:
                    raise FileNotFoundError(f"{self.location} is not there") from error
                if code_of(error) == "InvalidRange":  # of an empty object
                    return b"", 0
                raise
            body = answer["Body"].read()
        whole = answer.get("ContentRange", "").rpartition("/")[2]
        return body, int(whole) if whole.isdigit() else len(body)

    def put(self, body: bytes, overwrite: bool) -> None:
        """Store the object in one request."""
        condition: dict[str, Any] = {} if overwrite else {"IfNoneMatch": "*"}
        with aws_errors(f"write {self.location}"):
            try:
                self.s3.put_object(Bucket=self.bucket, Key=self.key, Body=body, **condition)
            except ClientError as error:
                if code_of(error) == "PreconditionFailed":
                    raise FileExistsError(f"{self.location} is there already") from error
                raise
        self._put_bytes = len(body)


class S3Stream(io.RawIOBase):
    """Random access to an object by ranged GETs, its last MiB kept from the first."""

    def __init__(self, file: S3File) -> None:
        super().__init__()
        self._file = file
        self._tail, self._size = file.get_with_size(f"bytes=-{TAIL_BYTES}")
        self._at = 0

    def read(self, size: int | None = -1) -> bytes:
        """Up to `size` bytes from here, all of the rest when negative or None."""
        end = self._size if size is None or size < 0 else min(self._at + size, self._size)
        start, self._at = self._at, max(self._at, end)
        tail_from = self._size - len(self._tail)
        if start >= end:
            return b""
        if start >= tail_from:
            return self._tail[start - tail_from : end - tail_from]
        head = self._file.get(f"bytes={start}-{min(end, tail_from) - 1}")
        return head + self._tail[: end - tail_from] if end > tail_from else head

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer from here."""
        chunk = self.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place in the object."""
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def tell(self) -> int:
        """Where we are."""
        return self._at

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True


class _PutAtClose:
    """Collects bytes; no io class, whose finalizer would put the half of a writer that failed."""

    def __init__(self, file: S3File, overwrite: bool) -> None:
        self._file, self._overwrite = file, overwrite
        self._buffer = io.BytesIO()

    @property
    def closed(self) -> bool:
        """Whether the object is put, or given up."""
        return self._buffer.closed

    def write(self, chunk: bytes) -> int:
        """Add to the end."""
        return self._buffer.write(chunk)

    def tell(self) -> int:
        """Bytes written."""
        return self._buffer.tell()

    def flush(self) -> None:
        """Nothing is put before close."""

    def close(self) -> None:
        """Put the object, once."""
        if not self.closed:
            body = self._buffer.getvalue()
            self._buffer.close()
            self._file.put(body, self._overwrite)

    def __enter__(self) -> "_PutAtClose":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Put what was written, or forget it when writing failed."""
        if kind is None:
            self.close()
        else:
            self._buffer.close()
