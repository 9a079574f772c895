"""The emulator behind the stand-in: its clients, and its answer to what the stand-in does not do itself."""

import http.client
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from tally.adapters.aws.deployment import LOCAL_CREDENTIALS


class Emulator:
    """One emulator at `url`, in every region."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.host = urlsplit(url).netloc
        self.client = cache(self._make_client)

    def _make_client(self, service: str, region: str) -> Any:
        config = Config(retries={"max_attempts": 3}, max_pool_connections=16, s3={"addressing_style": "path"})
        return boto3.client(  # type: ignore[call-overload]  # the name is a variable
            service, region_name=region, endpoint_url=self.url, config=config, **LOCAL_CREDENTIALS
        )

    def forward(self, headers: Mapping[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Post a call as it came; returns status, headers and body of the answer."""
        connection = http.client.HTTPConnection(self.host, timeout=60)
        try:
            kept = {name: value for name, value in headers.items() if name.lower() not in _OWN}
            connection.request("POST", "/", body=body, headers=kept)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()


_OWN = {"host", "content-length", "connection", "transfer-encoding"}
