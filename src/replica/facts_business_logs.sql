-- 4.4: how far back sla.business_log reaches. One probe of an index for each day that is promised, never a scan:
-- "offset 0" keeps the probe a subquery, which else is joined with all rows where they are few.
-- $1 account (unused), $2 from, $3 to, $4 moment, $5 time zone, $6 reach in microseconds.
select 0::bigint as enterprise_no,
       (select occurred_at from sla.business_log where occurred_at > '-infinity' order by occurred_at limit 1) as oldest_at,
       (select count(*)
          from generate_series(($4 - $6 * interval '1 microsecond') at time zone $5,
                               date_trunc('day', $4 at time zone $5) - interval '1 day', interval '1 day') as day
         where exists (select from sla.business_log
                        where occurred_at >= day at time zone $5 and occurred_at < (day + interval '1 day') at time zone $5
                        offset 0)) as days_filled,
       (select min(opened_at) from sla.tenant where not voided) as platform_since
