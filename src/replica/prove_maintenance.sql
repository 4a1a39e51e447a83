-- The maintenance that covers one account and whose exempt time a span with its margins may touch
-- (maintenance.reasonable_s lengthens it by a week at most).
-- $1 account, $2 and $3 the span with margins.
select m.maintenance_id, m.announced_at, m.starts_at, m.ends_at, m.extended_to, m.finished_at, m.cancelled_at
  from sla.maintenance m
 where not m.voided
   and m.starts_at <= $3::timestamptz
   and greatest(m.ends_at, m.starts_at) >= $2::timestamptz - interval '7 days'
   and (m.all_tenants
        or exists (select from sla.maintenance_tenant c
                    where c.maintenance_id = m.maintenance_id and c.enterprise_no = $1::bigint))
