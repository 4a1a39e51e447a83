-- The proof of 4.9: the latest audits. Inputs stored, lost.
-- $1 account (null: all), $2 from, $3 to, $4 moment, $5 time zone, $6 the agreement's keys with their values.
with latest as (
    select a.* from sla.storage_audit a
     where ($1 is null or a.enterprise_no = $1) and a.kind in ('recording', 'call_record')
       and a.lost between 0 and a.stored and isfinite(a.audited_at) and a.audited_at <= $4 and a.audited_at < $3
       and not exists (select from sla.storage_audit b
                        where b.enterprise_no = a.enterprise_no and b.kind = a.kind and b.audited_at > a.audited_at
                          and b.lost between 0 and b.stored and isfinite(b.audited_at) and b.audited_at <= $4
                          and b.audited_at < $3))
select enterprise_no, least(sum(stored), most)::bigint, least(sum(lost), most)::bigint,
       case when bool_or((stored - lost)::numeric * 1000000 < stored::numeric * ($6::jsonb ->> 'durability.target_ppm')::bigint)
            then 'missed' when sum(stored) = 0 then 'no_data' else 'met' end
  from latest, (values (9223372036854775807)) as bigint (most) group by enterprise_no, most
