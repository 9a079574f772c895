"""Python functions over columns of DuckDB: value by value, NULL where a value of theirs is."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa


def apply_to_column(value_of: Callable[[Any], Any], target: Any) -> Callable[[Any], Any]:
    """A function of one value over a column."""

    def convert(column: Any) -> Any:
        values = [None if value is None else value_of(value) for value in column.to_pylist()]
        return pa.array(values, type=target)

    return convert


def apply_to_pair(value_of: Callable[[Any, Any], Any], target: Any) -> Callable[[Any, Any], Any]:
    """A function of two values over two columns of one length."""

    def convert(left: Any, right: Any) -> Any:
        pairs = zip(left.to_pylist(), right.to_pylist(), strict=True)
        return pa.array([None if None in pair else value_of(*pair) for pair in pairs], type=target)

    return convert
