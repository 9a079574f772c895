"""Column types of columns.toml in Arrow's words."""

import pyarrow as pa
import pytest
from tally.adapters.athena.arrow_schema import arrow_schema, arrow_type
from tally.domain.events.columns import EVENT_COLUMNS, QUARANTINE_COLUMNS, WITNESS_COLUMNS


@pytest.mark.parametrize("columns", [EVENT_COLUMNS, QUARANTINE_COLUMNS, WITNESS_COLUMNS])
def test_every_column_of_the_list_has_a_type(columns) -> None:
    assert arrow_schema(columns).names == [column.name for column in columns]


def test_types() -> None:
    schema = arrow_schema(EVENT_COLUMNS)
    assert schema.field("occurred_at").type == pa.timestamp("us")
    assert schema.field("revenue").type == pa.decimal128(20, 6)
    product = schema.field("products").type.value_type
    assert [field.name for field in product][:3] == ["product_id", "sku", "name"]
    assert product.field("price").type == pa.decimal128(20, 6)
    assert arrow_type("struct<a:array<struct<b:int>>,c:date>") == pa.struct(
        [("a", pa.list_(pa.struct([("b", pa.int32())]))), ("c", pa.date32())]
    )


def test_unknown_type_is_named() -> None:
    with pytest.raises(ValueError, match=r"uuid is no column type"):
        arrow_type("uuid")
