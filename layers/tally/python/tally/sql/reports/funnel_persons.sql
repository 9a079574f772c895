/*
description = "Who came to a step of a funnel and no further, one row a person: `tally funnel --persons STEP`"

[columns]
person = "string: the user id; of nobody known, $device: and the device's"

[parameters]
step = "bigint: the last step that they reached"
*/
select distinct person
from funnel_chosen
where depth = :step
order by person
