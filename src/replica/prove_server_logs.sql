-- The proof of 4.4: the log's days, by reading them all. Inputs checked (days promised), broken. What is kept is known
-- as of now: a span without the moment is not judged.
-- $1 account (null: all), $2 from, $3 to, $4 moment, $5 time zone, $6 the agreement's keys with their values.
with today as (select ($4 at time zone $5)::date as day),
promised as (select day, (day - make_interval(months => ($6::jsonb ->> 'audit.server_months')::int))::date
                         - case when ($6::jsonb ->> 'audit.server_inclusive')::boolean then 0 else 1 end as first from today),
filled as (select distinct (occurred_at at time zone $5)::date as day from sla.bastion_command where isfinite(occurred_at) and occurred_at <= $4)
select 0::bigint, case when y.now then p.day - p.first else 0 end::bigint, (y.now and x.broken)::int::bigint,
       case when not y.now then 'no_data' when not y.lacks then 'met' when x.broken then 'missed' else 'too_early' end
  from promised p,
       lateral (select coalesce((select min(day) from filled) > p.first, true) as lacks,
                       $4 >= $2 and $4 < $3 as now) as y,
       lateral (select y.lacks and (select min(opened_at) from sla.tenant where not voided) < (p.first + 1)::timestamp at time zone $5 as broken) as x
