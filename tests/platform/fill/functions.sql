-- What the plan is made with. The schema goes again at the end.
create schema fill;

-- A number from 0 up to 1 that depends on the seed, the sub-platform and the arguments only.
create function fill.u(salt text, a bigint, b bigint default 0) returns float8
language sql immutable parallel safe
return (hashint8extended(a, hashint8extended(b, hashtextextended(salt, :seed * 100 + :sub)))
        & 9007199254740991)::float8 / 9007199254740992.0;

create function fill.pick(list text[], u float8) returns text
language sql immutable parallel safe
return list[1 + floor(u * cardinality(list))::int];

-- A time of day of a local date.
create function fill.local_time(day date, time_of_day interval) returns timestamptz
language sql immutable parallel safe
return (day + time_of_day) at time zone 'Asia/Shanghai';

create function fill.seconds(s float8) returns interval
language sql immutable parallel safe
return make_interval(secs => s);
