"""SES: what a mail carries."""

import base64
import json
from email import message_from_bytes
from email.policy import default
from typing import Any

from ministack.services import ses, ses_v2


def repair() -> None:
    """A mail is kept with its attachments, in base64. Stock: of a raw mail only its texts are."""
    handle = ses_v2.handle_request

    async def handle_with_files(
        method: str, path: str, headers: Any, body: bytes, query_params: Any
    ) -> tuple[int, Any, bytes]:
        answer: tuple[int, Any, bytes] = await handle(method, path, headers, body, query_params)
        if path.endswith("/outbound-emails") and answer[0] == 200:
            _keep_files(json.loads(answer[2])["MessageId"], json.loads(body)["Content"].get("Raw", {}))
        return answer

    ses_v2.handle_request = handle_with_files


def _keep_files(message_id: str, raw: dict[str, str]) -> None:
    mail = message_from_bytes(base64.b64decode(raw.get("Data", "")), policy=default)
    kept = next(each for each in reversed(ses._sent_emails_list()) if each["MessageId"] == message_id)
    kept["Attachments"] = [_tell(part) for part in mail.iter_attachments()]


def _tell(part: Any) -> dict[str, str]:
    content = base64.b64encode(part.get_payload(decode=True)).decode()
    return {"name": part.get_filename(), "type": part.get_content_type(), "content": content}
