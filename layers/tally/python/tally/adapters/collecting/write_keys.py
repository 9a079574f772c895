"""The shop's write keys, kept in one Secrets Manager secret: {source name: write key}."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

from tally.adapters.aws_errors import aws_errors
from tally.domain.errors import Misconfigured, TemporaryFailure

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

FRESH_S = 60
UNKNOWN_REFRESH_S = 10


@dataclass(slots=True)
class SecretWriteKeys:
    """See ports.WriteKeys. A key that was revoked is known for up to 60 s more in a warm function.

    An unknown key may be brand new, so it makes us look again, but at most every 10 s: nobody can run up
    calls by guessing. Where Secrets Manager does not answer, keys once read stay good.
    """

    client: "SecretsManagerClient"
    secret_id: str
    now_s: Callable[[], float] = monotonic
    _sources: dict[str, str] = field(default_factory=dict)
    _read_at_s: float = -inf

    def source_of(self, write_key: str) -> str | None:
        """Name of the source that this key belongs to; None when the key is unknown or revoked."""
        age_s = self.now_s() - self._read_at_s
        if age_s >= FRESH_S or (write_key not in self._sources and age_s >= UNKNOWN_REFRESH_S):
            self._refresh()
        return self._sources.get(write_key)

    def _refresh(self) -> None:
        try:
            self._sources = self._read()
        except TemporaryFailure:
            if not self._sources:
                raise
        self._read_at_s = self.now_s()

    def _read(self) -> dict[str, str]:
        with aws_errors("read the write keys"):
            text = self.client.get_secret_value(SecretId=self.secret_id)["SecretString"]
        try:
            return {key: source for source, key in json.loads(text).items()}
        except (ValueError, AttributeError, TypeError) as error:
            raise Misconfigured(
                "the write key secret is no JSON object of texts: store {source name: write key} in it"
            ) from error
