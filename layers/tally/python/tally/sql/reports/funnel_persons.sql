/*
description = "Who came to a step of a funnel and no further, one row a person: `tally funnel --persons STEP`"

[columns]
person = "string: the user id; of nobody known, $device: and the device's"

[parameters]
chosen = "relation(funnel_chosen): the entries that count"
step = "bigint: the last step that they reached"
*/
select distinct person
from :chosen
where depth = :step
order by person
