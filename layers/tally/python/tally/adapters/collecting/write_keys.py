"""The shop's write keys, kept in one Secrets Manager secret (domain.key_ring says how)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

from tally.adapters.aws.errors import aws_errors
from tally.domain.collecting.key_ring import SHAPE, read_key_ring
from tally.domain.errors import Misconfigured, TemporaryFailure

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

FRESH_S = 50
"""Ten seconds short of the minute in which a revoked key is promised to end: the call takes some of them."""

UNKNOWN_REFRESH_S = 10
STALE_S = 3600
"""How long keys hold while Secrets Manager does not answer. Longer, and a revoked one might never end."""


@dataclass(slots=True)
class SecretWriteKeys:
    """See ports.WriteKeys. A key that was revoked is known for up to 50 s more in a warm function.

    An unknown key may be brand new, so it makes us look again, but at most every 10 s: nobody can run up
    calls by guessing. Where Secrets Manager does not answer, keys once read stay good for an hour.
    """

    client: "SecretsManagerClient"
    secret_id: str
    now_s: Callable[[], float] = monotonic
    _sources: dict[str, str] = field(default_factory=dict)
    _asked_at_s: float = -inf
    _read_at_s: float = -inf

    def source_of(self, write_key: str) -> str | None:
        """Name of the source that this key belongs to; None when the key is unknown or revoked."""
        age_s = self.now_s() - self._asked_at_s
        if age_s >= FRESH_S or (write_key not in self._sources and age_s >= UNKNOWN_REFRESH_S):
            self._refresh_keys()
        return self._sources.get(write_key)

    def _refresh_keys(self) -> None:
        now_s = self.now_s()
        try:
            self._sources = self._read_keys()
            self._read_at_s = now_s
        except TemporaryFailure:
            if now_s - self._read_at_s >= STALE_S:
                raise
        self._asked_at_s = now_s

    def _read_keys(self) -> dict[str, str]:
        with aws_errors("read the write keys"):
            text = self.client.get_secret_value(SecretId=self.secret_id)["SecretString"]
        try:
            ring = read_key_ring(text)
        except ValueError as error:
            raise Misconfigured(f"the secret with the write keys cannot be read: {SHAPE}") from error
        return {key: source for source, keys in ring.items() for key in keys}
