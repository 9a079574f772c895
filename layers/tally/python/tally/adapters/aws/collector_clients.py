"""AWS clients for the collectors: botocore alone, which starts in two thirds of boto3's time."""

from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config

from tally.adapters.aws.service_data import FewServices

# An app waits for the answer: give up after a few seconds, it sends again. Requests are built by us, not by
# users, so botocore need not check their shape (25 us each).
_CONFIG = Config(
    connect_timeout=2,
    read_timeout=4,
    retries={"mode": "standard", "total_max_attempts": 3},
    parameter_validation=False,
    user_agent="tally",
    tcp_keepalive=True,
)


@cache
def client(service: str) -> Any:  # the stubs of botocore know no client by name
    """One client of each service for the life of the process."""
    return _open_session().create_client(service, config=_CONFIG)


@cache
def _open_session() -> botocore.session.Session:
    session = botocore.session.get_session()
    session.register_component("data_loader", FewServices())
    return session
