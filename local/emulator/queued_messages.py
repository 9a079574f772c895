"""SQS: a message that was accepted is a file until it is deleted, so that no kill loses it.

Stock: messages live in memory. One that was deleted in the second before a kill comes again, as may happen on
AWS.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ministack.services import sqs

TIDY_EVERY_S = 1


def repair(folder: Path) -> None:
    """Keep messages in `folder`, a folder a queue."""
    folder.mkdir(parents=True, exist_ok=True)
    files = MessageFiles(folder)
    sqs._act_send_message = _keep_sent(sqs._act_send_message, files)
    sqs._HANDLERS["SendMessage"] = sqs._act_send_message
    sqs.get_state = _without_messages(sqs.get_state)
    sqs.load_persisted_state = _with_kept(sqs.load_persisted_state, files)
    threading.Thread(target=_tidy, args=(files,), name="tally-messages", daemon=True).start()


class MessageFiles:
    """One JSON file a message: `folder/<queue's ARN>/<message id>`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writing = threading.Lock()

    def write(self, queue: dict[str, Any], message: dict[str, Any]) -> None:
        """Appear as a whole."""
        file = self._locate(queue, message["id"])
        draft = file.with_suffix(".tmp")
        with self._writing:
            file.parent.mkdir(exist_ok=True)
            draft.write_text(json.dumps(message))
            draft.replace(file)

    def read(self, queue: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """All of a queue, oldest first; nobody works on them any more."""
        files = (file for file in self._locate(queue, "x").parent.glob("*") if not file.suffix)
        for message in sorted((json.loads(file.read_text()) for file in files), key=lambda m: m["sent_at"]):
            yield {**message, "receipt_handle": None, "visible_at": min(message["visible_at"], time.time())}

    def follow(self, queue: dict[str, Any]) -> None:
        """Make the files those of the messages that are in the queue now: dead letters arrive unsent.

        The files are listed first: what is sent meanwhile then counts as there.
        """
        known = {file.name for file in self._locate(queue, "x").parent.glob("*") if not file.suffix}
        messages = {message["id"]: message for message in list(queue["messages"])}
        for message_id in messages.keys() - known:
            self.write(queue, messages[message_id])
        for message_id in known - messages.keys():
            self._locate(queue, message_id).unlink(missing_ok=True)

    def _locate(self, queue: dict[str, Any], message_id: str) -> Path:
        return self._folder.joinpath(queue["attributes"]["QueueArn"], message_id)


def _keep_sent(send: Callable[..., Any], files: MessageFiles) -> Callable[..., Any]:
    def run(call: dict[str, Any], queue_url: str) -> Any:
        answer = send(call, queue_url)
        queue = sqs._get_q(call.get("QueueUrl", queue_url), "sqs:SendMessage")
        sent = (each for each in reversed(list(queue["messages"])) if each["id"] == answer["MessageId"])
        for message in sent:
            files.write(queue, message)
            break
        return answer

    return run


def _without_messages(get_state: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> Any:
        state = get_state()
        for queue in state["queues"]._data.values():
            queue["messages"] = []
        return state

    return run


def _with_kept(load: Callable[[Any], None], files: MessageFiles) -> Callable[[Any], None]:
    def run(state: Any) -> None:
        load(state)
        for queue in sqs._queues._data.values():
            queue["messages"] = list(files.read(queue))
        sqs.esm_wake.set()

    return run


def _tidy(files: MessageFiles) -> None:
    while True:
        time.sleep(TIDY_EVERY_S)
        for queue in list(sqs._queues._data.values()):
            files.follow(queue)
