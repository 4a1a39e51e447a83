-- 4.8: what was deleted in the span, or recovered in it, with the account's own retention.
-- $1 account (null: all), $2 from, $3 to, $4 moment, $5 time zone, $6 reach in microseconds.
select coalesce(d.enterprise_no, 0) as enterprise_no, d.deletion_id, d.object_kind, d.method, d.executed_at, d.session_id, d.retention_to,
       t.retention_to as account_retention_to, d.recovered_at
  from sla.deletion d
  left join sla.tenant t on t.enterprise_no = d.enterprise_no
 where ($1 is null or d.enterprise_no = $1) and d.executed_at <= $4
   and ((d.executed_at >= $2 and d.executed_at < $3) or (d.recovered_at >= $2 and d.recovered_at < $3))
 order by 1, d.executed_at, d.deletion_id
