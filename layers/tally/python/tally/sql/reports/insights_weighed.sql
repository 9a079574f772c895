/*
description = """The numbers of an insight with the part that each has in a percentile, which lies between two of them, by
percentile_cont"""

[columns]
metric = "int: place of the metric"
span_number = "bigint: of the span"
segment = "string: as in insights_days"
number = "double: as in insights_numbers"
left_out = "bigint: as in insights_numbers"
persons = "bigint: as in insights_numbers"
part = "double: its part in the percentile, 0 of most"

[parameters]
numbers = "relation(insights_numbers): the numbers"
*/
with ranked as (
    select
        *,
        row_number() over (partition by metric, span_number, segment order by number nulls last) as place,
        count(number) over (partition by metric, span_number, segment) as size
    from :numbers
)
select
    metric,
    span_number,
    segment,
    number,
    left_out,
    persons,
    greatest(0e0, 1e0 - abs(place - 1 - share * (size - 1))) as part
from ranked
