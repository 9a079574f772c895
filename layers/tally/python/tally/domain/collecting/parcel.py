"""Which texts a queue message can carry as they are, and the wrapping for the others."""

import base64

_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r")


def utf8(text: str) -> bytes:
    """The text's bytes; a lone surrogate, which no UTF-8 can hold, becomes three bytes that are none."""
    return text.encode("utf-8", "surrogatepass")


def queue_takes(text: str) -> bool:
    """False where SQS would refuse the message: control characters, lone surrogates, U+FFFE, U+FFFF."""
    try:
        encoded = text.encode()
    except UnicodeEncodeError:
        return False
    if len(encoded.translate(None, _CONTROLS)) < len(encoded):
        return False
    return text.isascii() or not ("\ufffe" in text or "\uffff" in text)


def as_base64(text: str) -> str:
    """The text's bytes as base64, which every queue takes."""
    return base64.b64encode(utf8(text)).decode()


def size_in_base64(text: bytes) -> int:
    """How many bytes this base64 holds."""
    return len(text) * 3 // 4 - text[-2:].count(b"=")
