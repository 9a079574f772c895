/*
description = """The settings that the build has read: what stood in the shop's store when it began. They change
without a deployment"""
grain = "one row per kind and name"
step = "refresh"
checks = [
    "unique: kind, name",
    "not_null: kind, name, version, written_by, written_at",
]

[columns]
kind = "string: cohort, question, sql, opening_hours ..."
name = "string: its name; of a kind that a shop has once, the kind"
version = "bigint: its version, from 1 on"
written_by = "string: who wrote this version"
written_at = "timestamp: when, UTC"
text = "string: what it says; null where all texts are too long for a statement: tally settings get has them"

[parameters]
settings = "rows(varchar, varchar, bigint, varchar, timestamp, varchar): the columns"
*/
select
    cast(kind as varchar) as kind,
    cast(name as varchar) as name,
    cast(version as bigint) as version,
    cast(written_by as varchar) as written_by,
    cast(written_at as timestamp) as written_at,
    cast(text as varchar) as text
from :settings as listed (kind, name, version, written_by, written_at, text)
