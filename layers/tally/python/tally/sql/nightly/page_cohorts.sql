/*
description = "Cohorts that were kept under a name when the build began, by name"

[columns]
name = "string: its name"
text = "string: its definition as TOML; null where all texts are too long for a statement"
*/
select
    name,
    text
from settings
where kind = 'cohort'
order by name
