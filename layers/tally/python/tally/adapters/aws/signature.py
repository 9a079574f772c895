"""A GET of an S3 object, signed by AWS's Signature Version 4.

https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
For the one function that starts without botocore (decision 0030). A test compares it with botocore's.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce

_NO_BODY = hashlib.sha256().hexdigest()
_ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Of a role, or with no `session_token` of a user."""

    access_key: str
    secret_key: str
    session_token: str = ""


def sign_get(
    host: str, path: str, region: str, credentials: Credentials, moment: datetime
) -> Mapping[str, str]:
    """The headers of a request without query. `path` begins with a slash and is percent-encoded; `moment` is
    of UTC, at most 15 minutes off S3's clock."""
    signed = {"host": host, "x-amz-content-sha256": _NO_BODY, "x-amz-date": f"{moment:%Y%m%dT%H%M%SZ}"}
    if credentials.session_token:
        signed["x-amz-security-token"] = credentials.session_token
    names = ";".join(signed)
    lines = "".join(f"{name}:{value}\n" for name, value in signed.items())
    request = f"GET\n{path}\n\n{lines}\n{names}\n{_NO_BODY}"
    scope = f"{moment:%Y%m%d}/{region}/s3/aws4_request"
    told = f"{_ALGORITHM}\n{signed['x-amz-date']}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    key = reduce(_derive, scope.split("/"), f"AWS4{credentials.secret_key}".encode())
    signature = _derive(key, told).hex()
    given = f"Credential={credentials.access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {**signed, "authorization": f"{_ALGORITHM} {given}"}


def _derive(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
