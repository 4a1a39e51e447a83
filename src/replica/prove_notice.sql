-- The proof of 5: maintenance of the sub-platform. Inputs windows, unannounced, overrun, extended,
-- early.
-- $1 account (null: all), $2 from, $3 to, $4 moment, $5 time zone, $6 the agreement's keys with their values.
with judged as (
    select coalesce(announced_at < starts_at
                    and announced_at + make_interval(secs => ($6::jsonb ->> 'maintenance.min_notice_s')::float8) <= starts_at, false) as noticed,
           starts_at <= $4 and coalesce(cancelled_at > starts_at, true) and ends_at
               < least(finished_at, cancelled_at, $4) as overrun,
           coalesce(extended_to > ends_at, false) as extended,
           coalesce(least(finished_at, cancelled_at) <= $4 and greatest(least(finished_at, cancelled_at), starts_at) < ends_at
                    and not coalesce(cancelled_at <= starts_at and (finished_at is null or cancelled_at < finished_at), false),
                    false) as early
      from sla.maintenance
     where not voided and starts_at >= $2 and starts_at < $3 and starts_at < ends_at and isfinite(starts_at) and isfinite(ends_at)
       and coalesce(isfinite(announced_at), true) and coalesce(isfinite(extended_to), true)
       and coalesce(isfinite(finished_at), true) and coalesce(isfinite(cancelled_at), true))
select 0::bigint, count(*), count(*) filter (where not noticed), count(*) filter (where overrun),
       count(*) filter (where extended), count(*) filter (where early),
       case when count(*) = 0 then 'no_data'
            when count(*) filter (where not noticed) > 0 and $6::jsonb ->> 'maintenance.notice' = 'required' then 'missed' else 'met' end
  from judged
