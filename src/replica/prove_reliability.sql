-- The proof of 4.2: reliability of one account, or of the sub-platform, computed by the database itself from its
-- windows as algebra of multiranges. Inputs between, intervals, events, and the verdict.
--
--    $1  bigint       the account; null: the sub-platform
--    $2  timestamptz  the start of the first month that the look-back wants: what was before is not looked at
--    $3  timestamptz  the month's end           $4  timestamptz  the moment that it is judged at
--    $5  text         the agreement's time zone
--    $6  jsonb        of each agreement code its keys with their values: the standard one's judge the sub-platform
--
-- What goes on at the moment reaches a microsecond past it, so that an end at the moment is told from none.
with asked as (
    select $2::timestamptz as since_known, $4::timestamptz as moment, $6::jsonb as codes,
           interval '1 microsecond' as us, timestamptz '294247-01-10 04:00:54.775806+00' as too_late
     where $3::timestamptz is not null
),
account as (
    select t.enterprise_no, t.opened_at, coalesce(asked.codes -> t.agreement_code, asked.codes -> 'standard') as key
      from asked
     cross join sla.tenant t
     where not t.voided and isfinite(t.opened_at) and coalesce(isfinite(t.closed_at), true)
       and ($1::bigint is null or t.enterprise_no = $1::bigint)
),
judge as (
    select key,
           $4::timestamptz - (key ->> 'reliability.look_back_days')::int * interval '24 hours' as since
      from (select coalesce((select key from account where $1::bigint is not null), asked.codes -> 'standard') as key
              from asked) as one
),
down as (
    select a.enterprise_no, a.key, o.outage_id, nullif(o.incident_id, 0) as incident_id, o.started_at, o.ended_at, s.side,
           case when s.side = 'call' or key ->> 'web.down_when' = 'any' then s.side else o.service end as unit,
           tstzrange(o.started_at,
                     case when o.ended_at <= asked.moment then o.ended_at else asked.moment + asked.us end) as open
      from asked
     cross join sla.outage o
      join account a on a.enterprise_no = o.enterprise_no
      join (values ('web_front', 'web'), ('web_back', 'web'), ('softswitch', 'call'), ('trunk', 'call'))
           as s (service, side) on s.service = o.service
     where not o.voided and o.started_at < asked.moment and isfinite(o.started_at)
       and ($1::bigint is null or o.enterprise_no = $1::bigint)
       and (o.ended_at is null or o.ended_at > o.started_at and o.ended_at < asked.too_late
                                  and o.ended_at >= asked.since_known - interval '1 day')
       and (o.cause is null or not (key -> 'availability.exempt_causes') ? o.cause)
),
merged as (
    select enterprise_no, key, unit, side, range_agg(open) as open
      from down
     group by enterprise_no, key, unit, side
),
outage as (
    select enterprise_no, key, unit, side, stretch
      from merged
     cross join unnest(open) as stretch
     where side = 'call' or key ->> 'web.down_when' <> 'both'
    union all
    select front.enterprise_no, front.key, 'web', 'web', stretch
      from merged front
      join merged back on back.enterprise_no = front.enterprise_no and back.unit = 'web_back'
     cross join unnest(front.open * back.open) as stretch
     where front.unit = 'web_front' and front.key ->> 'web.down_when' = 'both'
),
counted as (
    select enterprise_no, unit, side, range_agg(stretch) as open
      from asked
     cross join outage
     cross join lateral (
           select (extract(epoch from least(upper(stretch), asked.moment)) - extract(epoch from lower(stretch))) as length,
                  (key ->> (side || '.counts_after_s'))::numeric as after,
                  (key ->> (side || '.inclusive'))::boolean as inclusive) as x
     where length > after or inclusive and length = after
     group by enterprise_no, unit, side
),

-- An account's failures: the groups united, cut at the start.
own_failure as (
    select stretch
      from asked
     cross join (select range_agg(open) as open from counted) as all_open
     cross join unnest(open * tstzmultirange(tstzrange(asked.since_known, null))) as stretch
     where $1::bigint is not null
),

-- A sub-platform's: incidents that hit enough accounts by windows that count. Months are added up one by one: where
-- web is down only when both halves are, the other half has to be down in the month in which a window started.
hit as (
    select d.incident_id, count(distinct d.enterprise_no) as accounts, min(d.started_at) as first,
           max(upper(d.open)) as last
      from asked
     cross join down d
      join counted c on c.enterprise_no = d.enterprise_no and c.side = d.side
                        and (c.unit = d.unit or d.side = 'web' and d.key ->> 'web.down_when' = 'both')
     where $1::bigint is null and d.incident_id is not null and d.started_at >= asked.since_known
       and c.open && d.open
       and exists (select from unnest(c.open) as stretch
                    where stretch && d.open
                      and lower(stretch) <= (date_trunc('month', d.started_at at time zone $5::text) + interval '1 month')
                                            at time zone $5::text
                                            + greatest((d.key ->> 'web.counts_after_s')::bigint, (d.key ->> 'call.counts_after_s')::bigint)
                                              * interval '1 second')
     group by d.incident_id
),
platform_failure as (
    select tstzrange(first, last) as stretch
      from asked
     cross join judge
     cross join hit
      join sla.incident i using (incident_id)
     where not i.voided and (i.cause is null or not (judge.key -> 'availability.exempt_causes') ? i.cause)
       and accounts >= (judge.key ->> 'reliability.min_accounts')::bigint
       and not exists (select from unnest(array[opened_at, detected_at, switched_at, recovered_at, closed_at]) as given (at)
                        where not isfinite(at) or at >= asked.too_late)
),
event as (
    select lower(stretch) as failed, upper(stretch) as recovered,
           lag(lower(stretch)) over (order by lower(stretch)) as failed_before,
           lag(upper(stretch)) over (order by lower(stretch)) as recovered_before
      from (select range_agg(stretch) as open
              from (select stretch from own_failure union all select stretch from platform_failure) as failure) as united
     cross join unnest(open) as stretch
),
sums as (
    select coalesce(sum((extract(epoch from failed) - extract(epoch from recovered_before)) * 1000000)
                    filter (where failed_before >= since), 0)::bigint as between_us,
           count(*) filter (where failed_before >= since) as intervals,
           count(*) filter (where failed >= since) as events,
           coalesce(bool_or(recovered > asked.moment), false) as open, max(recovered) as recovered
      from asked
     cross join judge
      left join event on true
),
quiet as (
    select sums.*, (judge.key ->> 'reliability.target_days')::bigint as target,
           div(extract(epoch from asked.moment)
               - extract(epoch from coalesce(recovered, (select greatest(min(opened_at), asked.since_known) from account))),
               86400) as days
      from asked
     cross join judge
     cross join sums
)
select coalesce($1::bigint, 0), between_us, intervals, events,
       case when intervals > 0 then case when intervals * target * 86400000000::numeric <= between_us then 'met' else 'missed' end
            when open then 'failing'
            when days is null then 'no_data'
            when days >= target then 'met' else 'too_early' end
  from quiet
