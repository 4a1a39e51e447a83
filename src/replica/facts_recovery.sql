-- 4.12: what failed in the span, and when it was switched over.
-- $1 account (unused), $2 from, $3 to, $4 moment, $5 time zone, $6 reach in microseconds.
select 0::bigint as enterprise_no, failover_id, fault_class, failed_at, switched_at, from_node, to_node
  from sla.failover
 where not voided and failed_at >= $2 and failed_at < $3 and failed_at < $4
 order by failed_at, failover_id
