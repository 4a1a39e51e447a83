-- 4.9: the latest audit of each account and kind by the moment, or the span's end; a bad one is beside it.
-- $1 account (null: all), $2 from, $3 to, $4 moment, $5 time zone, $6 reach in microseconds.
select distinct on (enterprise_no, kind, stored >= 0 and lost >= 0 and lost <= stored)
       enterprise_no, kind, audited_at, stored, lost
  from sla.storage_audit
 where audited_at <= $4 and audited_at < $3 and audited_at > '-infinity' and ($1 is null or enterprise_no = $1)
 order by enterprise_no, kind, stored >= 0 and lost >= 0 and lost <= stored, audited_at desc
