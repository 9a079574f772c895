/*
description = """How many versions of some landing objects a table of records holds"""

[parameters]
batches = "rows(varchar): ids of the landing objects"
*/
select count(*) as versions
from record_versions
where batch_id in (select batch_id from :batches as batches (batch_id))
