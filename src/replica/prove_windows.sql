-- The windows of one account that a span with its margins touches, in the order of the decoder.
-- $1 account, $2 and $3 the span with margins.
select outage_id, incident_id, maintenance_id, enterprise_no, service, cause, started_at, ended_at, voided
  from sla.outage
 where enterprise_no = $1::bigint
   and started_at <= $3::timestamptz
   and (ended_at is null or ended_at >= $2::timestamptz or started_at >= $2::timestamptz)
