"""Requests for the benches: 50 events of 25 properties each, as API Gateway hands them over."""

import base64
import gzip
import json
import random
from typing import Any

WRITE_KEY = "wk_bench_0123456789abcdef"
_NAMES = ("Product Viewed", "Product Added", "Page Viewed", "Order Completed", "Product Clicked")


def make_event(rng: random.Random) -> dict[str, Any]:
    """One event of our own JSON with 25 properties and an envelope of 6 fields."""
    return {
        "event": rng.choice(_NAMES),
        "event_id": rng.randbytes(16).hex(),
        "occurred_at": 1_795_290_000_000 + rng.randrange(86_400_000),
        "user_id": f"u-{rng.randrange(100_000)}",
        "device_id": rng.randbytes(8).hex(),
        "platform": rng.choice(("web", "ios", "android")),
        "properties": {
            "os": rng.choice(("iOS", "Android", "Windows")),
            "browser": "Mobile Safari",
            "device_model": "iPhone16,2",
            "app_version": "8.3.1",
            "country": rng.choice(("IT", "FR", "DE")),
            "city": "Milano",
            "url": f"https://shop.example/sale/{rng.randrange(5000)}",
            "referrer_domain": "news.example",
            "utm_source": "newsletter",
            "utm_medium": "email",
            "utm_campaign": f"opening-{rng.randrange(40)}",
            "product_id": f"P{rng.randrange(20_000):06}",
            "price": round(rng.uniform(5, 400), 2),
            "quantity": rng.randrange(1, 4),
            "currency": "EUR",
            "list_position": rng.randrange(60),
            "is_member": rng.random() < 0.5,
            "screen_width": 390,
            "screen_height": 844,
            "language": "it-IT",
            "brand": rng.choice(("Acme", "Umbrella", "Initech")),
            "category": rng.choice(("shoes", "bags", "dresses")),
            "size": rng.choice(("S", "M", "L")),
            "colour": rng.choice(("black", "red", "blue")),
            "stock_left": rng.randrange(100),
        },
    }


def make_invocations(count: int, *, zipped: bool, events_each: int = 50) -> list[str]:
    """The JSON text with which the runtime calls the function, a different body in each."""
    rng = random.Random(7)
    return [
        _make_invocation(
            json.dumps([make_event(rng) for _ in range(events_each)], separators=(",", ":")), zipped
        )
        for _ in range(count)
    ]


def _make_invocation(text: str, zipped: bool) -> str:
    body = base64.b64encode(gzip.compress(text.encode(), 6)).decode() if zipped else text
    credentials = base64.b64encode(f"{WRITE_KEY}:".encode()).decode()
    return json.dumps(
        {
            "version": "2.0",
            "routeKey": "POST /v1/events",
            "rawPath": "/v1/events",
            "rawQueryString": "",
            "headers": {
                "authorization": f"Basic {credentials}",
                "content-type": "application/octet-stream" if zipped else "application/json",
                "host": "abc.execute-api.eu-south-1.amazonaws.com",
                "origin": "https://shop.example",
                "user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15",
                "x-forwarded-for": "203.0.113.7",
                "x-forwarded-proto": "https",
            },
            "requestContext": {
                "accountId": "123456789012",
                "apiId": "abc",
                "domainName": "abc.execute-api.eu-south-1.amazonaws.com",
                "http": {
                    "method": "POST",
                    "path": "/v1/events",
                    "protocol": "HTTP/1.1",
                    "sourceIp": "203.0.113.7",
                    "userAgent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)",
                },
                "requestId": "JKJaXmPLvHcESHA=",
                "stage": "$default",
                "time": "21/Nov/2026:10:00:00 +0000",
                "timeEpoch": 1_795_290_792_000,
            },
            "body": body,
            "isBase64Encoded": zipped,
        }
    )
