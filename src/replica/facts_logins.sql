-- 4.4: the bastion's sessions of the span: the number of those that are as they should be, and each other one.
-- $1 account (unused), $2 from, $3 to, $4 moment, $5 time zone, $6 reach in microseconds.
with seen as materialized (
    select session_id, operator, host, started_at, ended_at, via_bastion, recording_format is not null as recorded,
           via_bastion and (recording_format is not null or ended_at is null) and isfinite(started_at)
           and (ended_at is null or (isfinite(ended_at) and ended_at >= started_at)) as fine
      from sla.bastion_session
     where started_at <= $4 and started_at < $3 and (started_at >= $2 or ended_at >= $2))
select 0::bigint as enterprise_no, null::bigint as session_id, null::text as operator, null::text as host,
       null::timestamptz as started_at, null::timestamptz as ended_at, null::boolean as via_bastion,
       null::boolean as recorded, count(*) as sessions
  from seen where fine and started_at >= $2
union all
select 0, session_id, operator, host, started_at, ended_at, via_bastion, recorded, 1 from seen where not fine
 order by 5 nulls first, 2 nulls first
