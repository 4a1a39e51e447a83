-- 4.2: the windows that failures are made of. Of an account all of them; of a sub-platform those of the accounts
-- that an incident hit which may be a failure: named by windows of enough accounts.
-- $1 account (null: a sub-platform), $2 the look-back's first month, $3 the month's end, $4 moment, $5 bigint,
-- reliability.min_accounts. More than 3,000,000 are too many to be shown to be equal.
with named as (
    select incident_id
      from sla.outage
     where $1::bigint is null and incident_id is not null and not voided
       and started_at >= $2::timestamptz and started_at < $4::timestamptz
     group by incident_id
    having count(distinct enterprise_no) >= $5::bigint
),
concerned as (
    select distinct enterprise_no
      from sla.outage
     where incident_id in (select incident_id from named)
    union all
    select $1::bigint where $1 is not null
)
select outage_id, coalesce(incident_id, 0) as incident_id, o.enterprise_no, service, cause, started_at, ended_at,
       o.voided or t.voided or not isfinite(t.opened_at) or not coalesce(isfinite(t.closed_at), true) as voided, t.agreement_code
  from sla.outage o
  join concerned using (enterprise_no)
  join sla.tenant t using (enterprise_no)
 where started_at < $4::timestamptz and (ended_at is null or ended_at >= $2::timestamptz - interval '1 day')
   and $3::timestamptz is not null
 order by enterprise_no
 limit 3000001
