"""An app with two customers of whom one goes: what it sends by all protocols, to both collectors."""

import base64
import json
from datetime import datetime
from typing import Any

import httpx

from cli.clients import Endpoint

USER, OTHER = "zz-gone-user", "zz-stays-user"
MARK = "zz-gone"
"""In every id of the customer and in their e-mail; elsewhere only where the other customer names them."""
DEVICE = "zz-gone-device"


class App:
    """One that tells both collectors."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.url, self.key = endpoint.url, endpoint.write_key

    def post(self, path: str, body: Any, **headers: str) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        url, login = f"{self.url}{path}", (self.key, "")
        answer = httpx.post(url, content=content, headers=headers, auth=login, trust_env=False, timeout=60)
        assert answer.status_code in (200, 400), (path, answer.text)

    def visit(self, who: str, at: datetime) -> None:
        """Anonymous views, a log-in, an order, by all three protocols, seen by the witness too."""
        name = who.removesuffix("-user")
        ids = [f"{name}-event-{number}-{at:%d}" for number in range(5)]
        self._own(who, name, at.isoformat(), ids)
        self._mixpanel(who, name, at, ids[3])
        self._segment(who, name, ids[4])
        seen = {"event": "Page Viewed", "occurred_at": at.isoformat(), "platform": "web"}
        self.post("/w", [{"event_id": one, **seen} for one in ids])
        self.post("/w", [{"event_id": ids[0], "event": who, "occurred_at": "never"}])

    def _own(self, who: str, name: str, at: str, ids: list[str]) -> None:
        device = {"device_id": f"{name}-device", "occurred_at": at}
        order = {"order_id": ids[2].replace("event", "order"), "revenue": 12.5, "gift_mail": mail_of(name)}
        events = [
            {"event": "Page Viewed", "event_id": ids[0], **device},
            {"event": "Page Viewed", "event_id": ids[1], "user_id": who, **device},
            {
                "event": "Order Completed",
                "event_id": ids[2],
                "user_id": who,
                "occurred_at": at,
                "properties": order,
            },
            {"event": "Product Viewed", "user_id": who, "properties": {"price": "free"}},
        ]
        self.post("/v1/events", events)

    def _mixpanel(self, who: str, name: str, at: datetime, event_id: str) -> None:
        person = {"distinct_id": f"$device:{name}-device", "$insert_id": event_id, "time": at.timestamp()}
        event = {"event": "Product Viewed", "properties": {"token": self.key, **person}}
        both = [f"$device:{name}-tablet", who]
        merge = {"event": "$merge", "properties": {"token": self.key, "$distinct_ids": both}}
        packed = base64.b64encode(json.dumps([event, merge]).encode())
        self.post("/track", b"data=" + packed, **{"Content-Type": "application/x-www-form-urlencoded"})
        profile = {"$email": mail_of(name), "nickname": who}
        update = {"$token": self.key, "$distinct_id": who, "$set": profile}
        self.post("/engage", [update], **{"Content-Type": "application/json"})

    def _segment(self, who: str, name: str, event_id: str) -> None:
        person = {"userId": who, "anonymousId": f"{name}-device"}
        identify = {"type": "identify", "traits": {"shop_mail": mail_of(name)}, **person}
        track = {"type": "track", "event": "Product Added", "messageId": event_id, **person}
        self.post("/v1/batch", {"batch": [identify, track], "writeKey": self.key})

    def mentions(self) -> None:
        """The other customer names the one who goes: as a receiver, an inviter, a former id."""
        who, name = {"user_id": OTHER}, "zz-stays-gift"
        gift = {"to": USER, "from": [f"$device:{DEVICE}", 1.50], "text": f"for {OTHER}"}
        events = [
            {"event": "Gift Sent", "event_id": name, "properties": gift, **who},
            {"event": "Gift Sent", "event_id": name, "properties": {**gift, "again": True}, **who},
            {"event": "Gift Sent", "properties": {**gift, "price": "free"}, **who},
        ]
        self.post("/v1/events", events)
        alias = {"type": "alias", "userId": OTHER, "previousId": USER, "messageId": f"{name}-alias"}
        self.post("/v1/batch", {"batch": [alias], "writeKey": self.key})
        profile = {"invited_by": USER, "$name": USER, "devices": [DEVICE, "own"]}
        update = {"$token": self.key, "$distinct_id": OTHER, "$set": profile}
        self.post("/engage", [update], **{"Content-Type": "application/json"})

    def misfits(self) -> None:
        """A body of nobody known, broken off; and one too large for the queue."""
        self.post("/v1/events", f'[{{"event": "Broken", "user_id": "{USER}", '.encode())
        text = {"properties": {"text": "x" * 9000}}
        events = [
            {"event": "Long Read", "event_id": f"zz-gone-event-{number}", "user_id": USER, **text}
            for number in range(150)
        ]
        self.post("/v1/events", events)


def mail_of(name: str) -> str:
    return f"{name}@mail.example"
