"""Puts a release of the page where browsers get it, in an order in which a kill at any point is no harm."""

import json
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any

from botocore.exceptions import ClientError
from tally.adapters.aws.deleted_objects import delete_objects

from cli.web_release import CONTENT_TYPES, INDEX, WebRelease

CONFIG = "config.json"
ASSETS = "assets/"
GRACE = timedelta(days=30)
"""How long a release stays after another took its place: pages that are open still load parts of it."""

_FOR_GOOD = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_AT_ONCE = 8


def upload_release(
    s3: Any, bucket: str, release: WebRelease, config: Mapping[str, str], now: datetime | None = None
) -> bool:
    """Bring the bucket in line with a release and its config; whether another release stood there.

    Assets first, then the config, then the page that names them; old assets go last.
    """
    folder = f"{ASSETS}{release.name}/"
    wanted = {f"{folder}{name}": content for name, content in release.assets.items()}
    held = dict(_list_assets(s3, bucket))
    is_there = wanted.keys() <= held.keys() and _read(s3, bucket, INDEX) == release.index
    if not is_there:
        # Those that lie there, too: the day of their upload tells how long the release before stays.
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(lambda key: _put(s3, bucket, key, wanted[key], _FOR_GOOD), wanted))
    _put(s3, bucket, CONFIG, json.dumps(config, indent=2, sort_keys=True).encode(), _ASK_AGAIN)
    if not is_there:
        _put(s3, bucket, INDEX, release.index, _ASK_AGAIN)
    outdated = choose_outdated(held, release.name, now or datetime.now(UTC))
    delete_objects(s3, bucket, [key for key in held if _name_release(key) in outdated], "delete old releases")
    return not is_there


def choose_outdated(uploaded: Mapping[str, datetime], current: str, now: datetime) -> set[str]:
    """Names of the releases whose place another took more than GRACE ago. `uploaded`: key -> when."""
    begun: dict[str, datetime] = {}
    for key, at in uploaded.items():
        name = _name_release(key)
        begun[name] = max(at, begun.get(name, at))
    ordered = sorted(begun, key=begun.__getitem__)
    followed = {name: begun[later] for name, later in pairwise(ordered)}
    return {name for name, at in followed.items() if name != current and at < now - GRACE}


def _name_release(key: str) -> str:
    return key.removeprefix(ASSETS).partition("/")[0]


def _list_assets(s3: Any, bucket: str) -> Iterable[tuple[str, datetime]]:
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=ASSETS):
        for found in page.get("Contents", []):
            yield found["Key"], found["LastModified"]


def _read(s3: Any, bucket: str, key: str) -> bytes | None:
    try:
        content: bytes = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchKey":
            return None
        raise
    return content


def _put(s3: Any, bucket: str, key: str, content: bytes, caching: str) -> None:
    kind = CONTENT_TYPES[PurePosixPath(key).suffix]
    s3.put_object(Bucket=bucket, Key=key, Body=content, ContentType=kind, CacheControl=caching)
