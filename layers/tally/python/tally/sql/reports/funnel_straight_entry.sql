/*
description = """One step back from the deepest: the first event of this step that an entry reaches which may be the deepest. An
entry whose window ends before is not, though the last step lies in it: by grace that may have been before this one"""

[columns]
unit = "bigint: as in funnel_straight_gathered"
units = "bigint: likewise"
places = "array<struct<step:int,position:bigint,entered:bigint>>: likewise"
earliest = "bigint: likewise"
times = "array<bigint>: when each step from this one on was; null where none was reached"

[parameters]
later = "relation(funnel_straight_gathered): the rows whose steps behind this one are found"
step = "bigint: the step that is found here"
stride = "bigint: by how much each step is moved"
window = "bigint: how long an entry lasts, in sixteenths of a millisecond"
*/
with stepped as (
    select
        *,
        array_min(
            transform(
                filter(places, place -> place.step = :step and place.entered >= earliest),
                place -> place.position
            )
        )
        - (:step - 1) * :stride as step_at
    from :later
)
select
    unit,
    units,
    places,
    greatest(earliest, coalesce(step_at - :window, earliest)) as earliest,
    if(step_at is null, times, coalesce(array[step_at] || times, array[step_at])) as times
from stepped
