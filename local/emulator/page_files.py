"""CloudFront: files of a bucket that wants TLS."""

from collections.abc import Callable
from typing import Any

from ministack.core import iam_evaluator
from ministack.services import s3


def repair() -> None:
    """CloudFront asks S3 over TLS, however the browser asked. Stock: it asks as the browser did, and a bucket
    that refuses plain HTTP answers 403.
    """
    s3._cloudfront_origin_allows = _ask_over_tls(s3._cloudfront_origin_allows)


def _ask_over_tls(allows: Callable[..., bool]) -> Callable[..., bool]:
    def run(*args: Any, **named: Any) -> bool:
        address, _ = iam_evaluator._request_origin.get()
        before = iam_evaluator._request_origin.set((address, True))
        try:
            return allows(*args, **named)
        finally:
            iam_evaluator._request_origin.reset(before)

    return run
