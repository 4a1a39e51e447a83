-- 5: maintenance of the account that starts in the span, by its public title (audit mode).
-- $1 account (unused), $2 from, $3 to, $4 moment, $5 time zone, $6 reach in microseconds.
select 0::bigint as enterprise_no, maintenance_id,
       coalesce(public_title, 'maintenance ' || maintenance_id) as title, announced_at, starts_at, ends_at, extended_to, finished_at,
       cancelled_at
  from sla.maintenance
 where not voided and starts_at >= $2 and starts_at < $3
 order by starts_at, maintenance_id
