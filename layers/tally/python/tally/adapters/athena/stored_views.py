"""Views as Athena stores them in Glue."""

import base64
import json
import re

_PRESTO_VIEW = re.compile(r"/\* Presto View: (\S+) \*/")


def read_view_sql(text: str) -> str:
    """The SQL of a view as Athena stores it: base64 of a JSON object in a comment."""
    stored = _PRESTO_VIEW.fullmatch(text.strip())
    return str(json.loads(base64.b64decode(stored[1]))["originalSql"]) if stored else text
