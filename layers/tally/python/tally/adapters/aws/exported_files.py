"""Names in the exports bucket: of who writes files there, and of who erases from them what names a customer.

Beside each file lie the values in it, a line each: an erasure can search neither a PDF nor a picture, and
numbers of rows look like ids.
"""

FILES, ROWS, VALUES = "files/", "scheduled_answers/", "values/"

_ENDING = ".txt.gz"


def name_values(file: str) -> str:
    """Where the values of a file lie."""
    return f"{VALUES}{file}{_ENDING}"


def name_file(values: str) -> str:
    """The file whose values these are."""
    return values.removeprefix(VALUES).removesuffix(_ENDING)
