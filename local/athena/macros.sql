-- Trino's functions as DuckDB macros. `trino_*` are the targets of repairs in dialect.py, the rest keep their own
-- names. cast_to_type(x, y) gives x the type of y, which is how a DATE stays a DATE without knowing the schema.

create macro trino_divide(a, b) as cast_to_type(
    case when b = 0 then
        case when typeof(a + b) in ('DOUBLE', 'FLOAT') then cast_to_type(a * 'Infinity'::double, a + b)
             else error('DIVISION_BY_ZERO: Division by zero') end
    else a / b end,
    case when false then a + b end);

create macro trino_regexp_extract(x, pattern, g) as
    case when regexp_matches(x, pattern) then regexp_extract(x, pattern, g) end;

create macro json_extract_or_null(j, p) as case when json_valid(j) then json_extract(j, p) end;

-- Numbers with a point or an exponent keep their text, as only the reader in Python does.
create macro json_scalar_or_null(j, p) as
    case when not json_valid(j) then json_scalar_as_written(j::varchar, p)
         when json_type(j, p) = 'DOUBLE' then json_scalar_as_written(j::varchar, p)
         when json_type(j, p) not in ('OBJECT', 'ARRAY', 'NULL') then json_extract_string(j, p) end;

create macro trino_json_array_length(j) as
    case when json_valid(j) then case when json_type(j) = 'ARRAY' then json_array_length(j)::bigint end end;

create macro json_size(j, p) as
    case when not json_valid(j) or json_type(j, p) is null then null
         when json_type(j, p) = 'ARRAY' then json_array_length(j, p)
         when json_type(j, p) = 'OBJECT' then len(json_keys(j, p))
         else 0 end;

create macro json_array_contains(j, x) as
    case when json_valid(j) then case when json_type(j) = 'ARRAY' then
        list_contains(list_transform(json_extract(j, '$[*]'), lambda e: e::varchar), to_json(x)::varchar) end end;

create macro is_json_scalar(j) as case when json_valid(j) then json_type(j) not in ('OBJECT', 'ARRAY') end;

create macro _with_millis(s) as
    case when contains(s, '.') then rpad(s, greatest(23, length(s))::integer, '0') else s || '.000' end;

create macro trino_varchar(x) as
    case typeof(x)
        when 'TIMESTAMP' then _with_millis(x::varchar)
        when 'TIMESTAMP WITH TIME ZONE' then _with_millis(regexp_replace(x::varchar, '\+00$', '')) || ' UTC'
        when 'JSON' then json_extract_string(to_json(x), '$')
        when 'DOUBLE' then double_text(try_cast(x::varchar as double))
        when 'FLOAT' then double_text(try_cast(x::varchar as double))
        else x::varchar end;

create macro trino_sequence
    (a bigint, b bigint) as generate_series(a, b, case when a > b then -1 else 1 end),
    (a bigint, b bigint, step bigint) as generate_series(a, b, step),
    (a date, b date) as
        cast_to_type(generate_series(a, b, case when a > b then interval (-1) day else interval 1 day end), [a]),
    (a date, b date, step interval) as cast_to_type(generate_series(a, b, step), [a]),
    (a timestamp, b timestamp, step interval) as generate_series(a, b, step);

create macro trino_slice(a, s, n) as
    array_slice(a, s, case when n <= 0 then 0 when s < 0 and s + n - 1 >= 0 then -1 else s + n - 1 end);

-- Trino's casts of text read less than DuckDB's: 12.7 is no integer, yes no boolean. A pattern says what they read.
create macro text_that_reads(x, pattern, kind) as
    case when typeof(x) = 'VARCHAR' and not regexp_full_match(x::varchar, pattern)
         then error('INVALID_CAST_ARGUMENT: Cannot cast ''' || x::varchar || ''' to ' || kind) else x end;
create macro text_that_reads_or_null(x, pattern) as
    case when typeof(x) = 'VARCHAR' and not regexp_full_match(x::varchar, pattern) then null else x end;

create macro round_to_milliseconds(x) as date_trunc('millisecond', x + interval 500 microsecond);
create macro round_to_seconds(x) as date_trunc('second', x + interval 500 millisecond);

create macro trino_substr
    (x, s) as case when s = 0 or s < -length(x) then '' else substr(x, s) end,
    (x, s, n) as case when s = 0 or s < -length(x) or n <= 0 then '' else substr(x, s, n) end;
create macro trino_split_part(x, d, n) as case when n <= len(string_split(x, d)) then split_part(x, d, n) end;
create macro trino_url_decode(x) as url_decode(replace(x, '+', ' '));

create macro trino_array_position(a, x) as
    case when a is not null and x is not null then coalesce(list_position(a, x), 0) end;

-- DuckDB's functions over arrays leave NULLs out. list_count counts the others.
create macro _has_null(a) as list_count(a) < len(a);
create macro trino_array_distinct(a) as list_filter(a, lambda x, i: list_position(a, x) = i);
create macro trino_array_max(a) as case when not _has_null(a) then list_max(a) end;
create macro trino_array_min(a) as case when not _has_null(a) then list_min(a) end;
create macro trino_contains(a, x) as
    case when a is null or x is null then null when list_contains(a, x) then true
         when _has_null(a) then null else false end;
create macro _holds(a, x) as case when x is null then _has_null(a) else list_contains(a, x) end;
create macro trino_array_remove(a, x) as
    case when x is not null then list_filter(a, lambda each: each is distinct from x) end;
create macro trino_array_except(a, b) as
    case when b is not null then list_filter(trino_array_distinct(a), lambda e: not _holds(b, e)) end;
create macro trino_array_intersect(a, b) as
    case when b is not null then list_filter(trino_array_distinct(a), lambda e: _holds(b, e)) end;

create macro trino_array_join(joined, a) as case when a is not null then coalesce(joined, '') end;

create macro array_union(a, b) as
    case when a is not null and b is not null then trino_array_distinct(list_concat(a, b)) end;
create macro arrays_overlap(a, b) as
    case when a is null or b is null then null when list_has_any(a, b) then true
         when len(a) > 0 and len(b) > 0 and (_has_null(a) or _has_null(b)) then null else false end;

create macro map_agg(k, v) as (
    map_from_entries(list_transform(
        list_distinct(list(k) filter (k is not null)),
        lambda key: (key, (list(v) filter (k is not null))[list_position(list(k) filter (k is not null), key)]))));

create macro bitwise_left_shift(x, n) as x << n;
create macro bitwise_right_shift(x, n) as x >> n;
create macro bitwise_right_shift_arithmetic(x, n) as x >> n;

create macro every(x) as bool_and(x);

create macro to_iso8601
    (x date) as x::varchar,
    (x timestamp) as replace(_with_millis(x::varchar), ' ', 'T'),
    (x timestamptz) as strftime(x at time zone 'UTC', '%Y-%m-%dT%H:%M:%S.%gZ');

create macro with_timezone(x, zone) as x at time zone zone;
create macro at_timezone(x, zone) as (x::timestamptz) at time zone zone;

create macro width_bucket(x, low, high, n) as
    case when x < low then 0 when x >= high then n + 1
         else 1 + floor((x - low)::double * n / (high - low))::bigint end;

create macro url_extract_protocol(u) as nullif(regexp_extract(u, '^([a-zA-Z][a-zA-Z0-9+.-]*):', 1), '');
create macro url_extract_host(u) as
    nullif(regexp_extract(u, '^[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^@/?#]*@)?([^:/?#]*)', 1), '');
create macro url_extract_path(u) as regexp_extract(u, '^[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#]*([^?#]*)', 1);
create macro url_extract_query(u) as nullif(regexp_extract(u, '^[^?#]*\?([^#]*)', 1), '');
create macro url_extract_parameter(u, name) as
    case when regexp_matches(u, '^[^?#]*\?(?:[^#]*&)?' || regexp_escape(name) || '(=|&|#|$)')
    then url_decode(regexp_extract(u, '^[^?#]*\?(?:[^#]*&)?' || regexp_escape(name) || '=?([^&#]*)', 1)) end;

create macro json_path_exists(j, p) as case when json_valid(j) then json_type(j, p) is not null end;
create macro json_array_get(j, n) as json_extract_or_null(j, '$[' || n || ']');
create macro trino_repeat(x, n) as list_transform(range(n), lambda i: x);
create macro trino_millisecond(x) as millisecond(x) % 1000;
create macro trino_url_encode(x) as replace(url_encode(x), '%20', '+');
create macro trino_to_base(x, radix) as lower(to_base(x, radix));
create macro trino_to_milliseconds(x) as (epoch(x) * 1000)::bigint;
create macro trino_random(n) as floor(random() * n)::bigint;
create macro nan() as 'NaN'::double;
create macro infinity() as 'Infinity'::double;
create macro e() as exp(1.0::double);

create macro trino_split_to_map(x, pairs_by, parts_by) as map_from_entries(list_transform(
    string_split(x, pairs_by), lambda pair: (split_part(pair, parts_by, 1), split_part(pair, parts_by, 2))));
