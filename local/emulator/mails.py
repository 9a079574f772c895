"""SES: what a mail carries."""

import base64
import json
from email import message_from_bytes
from email.policy import default
from typing import Any

from ministack import app
from ministack.services import ses_v2

_FILES: dict[str, list[dict[str, str]]] = {}
"""Attachments by the id of their mail, until the emulator ends, as it keeps mails."""

Answer = tuple[int, Any, bytes]


def repair() -> None:
    """A mail is told with its attachments, in base64. Stock: of a raw mail only its texts are kept."""
    send, tell = ses_v2.handle_request, app._handle_ses_messages_request

    async def send_with_files(method: str, path: str, headers: Any, body: bytes, query: Any) -> Answer:
        answer: Answer = await send(method, path, headers, body, query)
        if path.endswith("/outbound-emails") and answer[0] == 200:
            raw = json.loads(body)["Content"].get("Raw", {})
            _FILES[json.loads(answer[2])["MessageId"]] = _read_files(raw.get("Data", ""))
        return answer

    async def tell_with_files(*args: Any) -> Answer | None:
        answer: Answer | None = await tell(*args)
        if answer is None or answer[0] != 200:
            return answer
        told = json.loads(answer[2])
        for mail in (each for of_one in told["messages"].values() for each in of_one):
            mail["Attachments"] = _FILES.get(mail["MessageId"], [])
        return (*answer[:2], json.dumps(told).encode())

    ses_v2.handle_request = send_with_files
    app._handle_ses_messages_request = tell_with_files


def _read_files(data: str) -> list[dict[str, str]]:
    mail = message_from_bytes(base64.b64decode(data), policy=default)
    return [_tell(part) for part in mail.iter_attachments()]


def _tell(part: Any) -> dict[str, str]:
    content = base64.b64encode(part.get_payload(decode=True)).decode()
    return {"name": part.get_filename(), "type": part.get_content_type(), "content": content}
