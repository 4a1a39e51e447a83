-- The proof of clause 4.1: service availability of one account, or of all, computed by the database itself
-- from the windows that it holds, as algebra of multiranges. It shares nothing with slatop's own reckoning but
-- the agreement's text, so the two check each other: they have to agree to the microsecond.
--
-- One statement, for a hot standby: schema sla is only read, search_path may be pg_catalog alone, and a member
-- of slatop_reader may run it. All parameters are text of unknown type (include/slatop/sla/proof.h):
--
--    $1  bigint       the account; null: all
--    $2  timestamptz  the span's start           $3  timestamptz  its end, exclusive
--    $4  timestamptz  the moment of evaluation   $5  text         the agreement's time zone
--    $6  bigint       availability.target_ppm    $7  text[]       availability.exempt_causes
--    $8  text         web.down_when
--    $9  bigint us    web.counts_after_s         $10 boolean      web.inclusive
--    $11 bigint us    call.counts_after_s        $12 boolean      call.inclusive
--    $13 text[]       compensation.exempt_causes
--    $14 bigint us    maintenance.reasonable_s   $15 bigint us    maintenance.min_notice_s
--    $16 text         maintenance.link           $17 text         maintenance.notice
--    $18 text[]       nightly.groups             $19 interval     nightly.from, since local midnight
--    $20 interval     nightly.to                 $21 bigint us    nightly.allowance_s
--
-- It gives a row for each account that is not voided, by its number: allowed_us, unavailable_us,
-- accountable_us, web_us, call_us, uncounted_us, exempt_announced_us, exempt_nightly_us, exempt_carrier_us,
-- exempt_customer_us, outages, breached_at, eligible_at.
--
-- A time is sound when it is finite and before 294247-01-10, the last day that microseconds since 1970 can
-- name; windows and maintenance with another one are faulty rows and left out, like the voided ones.

with asked as (
    select tstzrange($2::timestamptz, $3::timestamptz) as span,
           $4::timestamptz as moment,
           $5::text as zone,
           div((extract(epoch from $3::timestamptz) - extract(epoch from $2::timestamptz)) * 1000000
               * (1000000 - $6::bigint), 1000000)::bigint as allowed_us,
           timestamptz '294247-01-10 04:00:54.775806+00' as too_late,
           interval '1 microsecond' as us
),

-- Step 0. One row a window that exists and counts as an interruption at all, with the time that it was open.
-- unit is what its windows are merged with: its group, or its own half of web.
down as (
    select o.enterprise_no, o.cause, nullif(o.maintenance_id, 0) as maintenance_id,
           s.side,
           case when s.side = 'call' or $8::text = 'any' then s.side else o.service end as unit,
           tstzmultirange(tstzrange(o.started_at,
                                    greatest(o.started_at, least(o.ended_at, asked.moment)))) as open
      from asked
     cross join sla.outage o
      join sla.tenant t on t.enterprise_no = o.enterprise_no and not t.voided
      join (values ('web_front', 'web'), ('web_back', 'web'), ('softswitch', 'call'), ('trunk', 'call'))
           as s (service, side) on s.service = o.service
     where ($1::bigint is null or o.enterprise_no = $1::bigint)
       and not o.voided
       and o.started_at < $4::timestamptz and isfinite(o.started_at)
       and (o.ended_at is null or o.ended_at > o.started_at and o.ended_at < asked.too_late)
       and (o.cause is null or o.cause <> all ($7::text[]))
),

-- Step 1. An aggregate of ranges unites what overlaps or touches: each of its ranges is one outage.
merged as (
    select enterprise_no, unit, side, range_agg(open) as open
      from down
     group by enterprise_no, unit, side
),
outage as (
    select enterprise_no, unit, side, stretch
      from merged
     cross join unnest(open) as stretch
     where side = 'call' or $8::text <> 'both'
    union all
    select front.enterprise_no, 'web', 'web', stretch
      from merged front
      join merged back on back.enterprise_no = front.enterprise_no and back.unit = 'web_back'
     cross join unnest(front.open * back.open) as stretch
     where front.unit = 'web_front' and $8::text = 'both'
),

-- Step 2, at full length.
measured as (
    select enterprise_no, unit, side, stretch,
           ((extract(epoch from upper(stretch)) - extract(epoch from lower(stretch))) * 1000000)::bigint
               as length_us
      from outage
),
judged as (
    select enterprise_no, unit, side,
           coalesce(range_agg(stretch) filter (where passed), '{}') as counted,
           coalesce(range_agg(stretch) filter (where not passed), '{}') as short
      from measured
     cross join lateral (
           select case when side = 'web'
                       then length_us > $9::bigint or $10::boolean and length_us = $9::bigint
                       else length_us > $11::bigint or $12::boolean and length_us = $11::bigint
                  end as passed) as threshold
     group by enterprise_no, unit, side
),

-- Clause 5: the time that each maintenance exempts, for the windows of the accounts that it covers.
quiet as (
    select m.maintenance_id, m.all_tenants,
           tstzrange(m.starts_at,
                     greatest(m.starts_at,
                              least(least(m.ends_at, asked.too_late) + $14::bigint * asked.us,
                                    m.finished_at, m.cancelled_at))) as time
      from asked
     cross join sla.maintenance m
     where not m.voided
       and m.starts_at < m.ends_at
       and not exists (
           select from unnest(array[m.announced_at, m.starts_at, m.ends_at, m.extended_to, m.finished_at,
                                    m.cancelled_at]) as given (at)
            where given.at = '-infinity' or given.at >= asked.too_late)
       and ($17::text = 'best_effort'
            or m.announced_at < m.starts_at
               and least(m.announced_at, asked.too_late) + $15::bigint * asked.us <= m.starts_at)
),

-- Clause 5, automatic maintenance: the nights that the span touches, of each the first so many seconds of an
-- account's automatic maintenance. A local time that the clocks skip is taken with the offset before, one that
-- they repeat is the first (PostgreSQL takes the second: hence the look at the offset of the day before).
edge as (
    select day.day, local.number,
           case when (first.at at time zone asked.zone) = local.at then first.at
                else local.at at time zone asked.zone end as at
      from asked
     cross join generate_series(date_trunc('day', lower(asked.span) at time zone asked.zone) - interval '1 day',
                                upper(asked.span) at time zone asked.zone, interval '1 day') as day (day)
     cross join lateral (values (1, day.day + $19::interval), (2, day.day + $20::interval))
           as local (number, at)
     cross join lateral (select (local.at at time zone asked.zone) - interval '24 hours' as at) as before
     cross join lateral (
           select (local.at - ((before.at at time zone asked.zone) - (before.at at time zone 'UTC')))
                  at time zone 'UTC' as at) as first
),
night as (
    select starts.day, tstzmultirange(tstzrange(starts.at, greatest(starts.at, ends.at))) as time
      from edge starts
      join edge ends on ends.day = starts.day and ends.number = 2
     where starts.number = 1
),
automatic as (
    select d.enterprise_no, night.day, stretch,
           ((extract(epoch from upper(stretch)) - extract(epoch from lower(stretch))) * 1000000)::bigint
               as length_us
      from (select enterprise_no, range_agg(open) as open
              from down
             where cause = 'auto_maintenance' and side = any ($18::text[])
             group by enterprise_no) as d
      join night on night.time && d.open
     cross join unnest(night.time * d.open) as stretch
),
allowance as (
    select enterprise_no, range_agg(tstzrange(lower(stretch), lower(stretch) + taken.us)) as time
      from (select *, sum(length_us) over (partition by enterprise_no, day order by lower(stretch)) - length_us
                          as before_us
              from automatic) as in_order
     cross join asked
     cross join lateral (
           select greatest(0, least(length_us, $21::bigint - before_us))::bigint * asked.us as us) as taken
     group by enterprise_no
),

-- Step 5: why each window is exempt, and when it is not.
reasoned as (
    select d.enterprise_no,
           case when d.side = 'web' and $8::text = 'both' then 'web' else d.unit end as unit,
           d.open * announced.time as announced,
           case when d.cause = 'auto_maintenance' then d.open * nightly.time else '{}' end as nightly,
           case when own.cause = 'carrier' then d.open else '{}' end as carrier,
           case when own.cause = 'customer' then d.open else '{}' end as customer,
           case when own.cause is not null then '{}'
                when d.cause = 'auto_maintenance' then d.open - announced.time - nightly.time
                else d.open - announced.time end as accountable
      from down d
      left join allowance a on a.enterprise_no = d.enterprise_no
     cross join lateral (select coalesce(a.time, '{}') as time) as nightly
     cross join lateral (
           select case when d.cause = any ($13::text[]) then d.cause end as cause) as own
     cross join lateral (
           select coalesce(range_agg(quiet.time), '{}') as time
             from quiet
            where (quiet.maintenance_id = d.maintenance_id or $16::text = 'any')
              and (quiet.all_tenants
                   or exists (select from sla.maintenance_tenant covered
                               where covered.maintenance_id = quiet.maintenance_id
                                 and covered.enterprise_no = d.enterprise_no))) as announced
),
answered as (
    select enterprise_no, unit, range_agg(announced) as announced, range_agg(nightly) as nightly,
           range_agg(carrier) as carrier, range_agg(customer) as customer, range_agg(accountable) as accountable
      from reasoned
     group by enterprise_no, unit
),

-- Steps 3 and 4: the groups united, cut to the span; of the windows only the time in which their own group's
-- outage counts.
account as (
    select j.enterprise_no,
           asked.span * range_agg(j.counted) as unavailable,
           asked.span * range_agg(j.counted * w.accountable) as accountable,
           asked.span * range_agg(case when j.side = 'web' then j.counted else '{}' end) as web,
           asked.span * range_agg(case when j.side = 'call' then j.counted else '{}' end) as call,
           asked.span * (range_agg(j.short) - range_agg(j.counted)) as uncounted,
           range_agg(j.counted * w.announced) as announced,
           range_agg(j.counted * w.nightly) as nightly,
           range_agg(j.counted * w.carrier) as carrier,
           range_agg(j.counted * w.customer) as customer
      from judged j
      join answered w on w.enterprise_no = j.enterprise_no and w.unit = j.unit
     cross join (select tstzmultirange(span) as span from asked) as asked
     group by j.enterprise_no, asked.span
),
stretches as (
    select enterprise_no, figure.name, lower(stretch) as since,
           ((extract(epoch from upper(stretch)) - extract(epoch from lower(stretch))) * 1000000)::bigint
               as length_us
      from account
     cross join lateral (select unavailable - accountable as time) as exempt
     cross join lateral (
           values ('unavailable', unavailable), ('accountable', accountable), ('web', web), ('call', call),
                  ('uncounted', uncounted),
                  ('announced', exempt.time * announced),
                  ('nightly', exempt.time * nightly - announced),
                  ('carrier', exempt.time * carrier - announced - nightly),
                  ('customer', exempt.time * customer - announced - nightly - carrier))
           as figure (name, time)
     cross join unnest(figure.time) as stretch
),
sums as (
    select enterprise_no,
           sum(length_us) filter (where name = 'unavailable') as unavailable_us,
           sum(length_us) filter (where name = 'accountable') as accountable_us,
           sum(length_us) filter (where name = 'web') as web_us,
           sum(length_us) filter (where name = 'call') as call_us,
           sum(length_us) filter (where name = 'uncounted') as uncounted_us,
           sum(length_us) filter (where name = 'announced') as announced_us,
           sum(length_us) filter (where name = 'nightly') as nightly_us,
           sum(length_us) filter (where name = 'carrier') as carrier_us,
           sum(length_us) filter (where name = 'customer') as customer_us,
           count(*) filter (where name = 'unavailable') as outages
      from stretches
     group by enterprise_no
),

-- The instant at which the running length passes what is allowed: the earliest of those that each interval,
-- if it is the one, would give.
broken as (
    select enterprise_no,
           min(instant) filter (where name = 'unavailable') as breached_at,
           min(instant) filter (where name = 'accountable') as eligible_at
      from (select enterprise_no, name,
                   since + (asked.allowed_us - (upto_us - length_us))::bigint * asked.us as instant
              from (select *, sum(length_us) over (partition by enterprise_no, name order by since) as upto_us
                      from stretches
                     where name in ('unavailable', 'accountable')) as running
             cross join asked
             where upto_us > asked.allowed_us and upto_us - length_us <= asked.allowed_us) as crossings
     group by enterprise_no
)

select t.enterprise_no,
       asked.allowed_us,
       coalesce(s.unavailable_us, 0)::bigint as unavailable_us,
       coalesce(s.accountable_us, 0)::bigint as accountable_us,
       coalesce(s.web_us, 0)::bigint as web_us,
       coalesce(s.call_us, 0)::bigint as call_us,
       coalesce(s.uncounted_us, 0)::bigint as uncounted_us,
       coalesce(s.announced_us, 0)::bigint as exempt_announced_us,
       coalesce(s.nightly_us, 0)::bigint as exempt_nightly_us,
       coalesce(s.carrier_us, 0)::bigint as exempt_carrier_us,
       coalesce(s.customer_us, 0)::bigint as exempt_customer_us,
       coalesce(s.outages, 0)::bigint as outages,
       b.breached_at,
       b.eligible_at
  from asked
 cross join sla.tenant t
  left join sums s on s.enterprise_no = t.enterprise_no
  left join broken b on b.enterprise_no = t.enterprise_no
 where not t.voided and ($1::bigint is null or t.enterprise_no = $1::bigint)
 order by t.enterprise_no
