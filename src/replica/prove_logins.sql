-- The proof of 4.4: logins of the sub-platform. Inputs checked, broken.
-- $1 account (null: all), $2 from, $3 to, $4 moment, $5 time zone, $6 the agreement's keys with their values.
with judged as (
    select s.started_at >= $2 as inside, (s.started_at >= $2 and not s.via_bastion)::int
           + coalesce(s.recording_format is null and s.ended_at <= $4 and s.ended_at >= $2 and s.ended_at < $3, false)::int as broken
      from sla.bastion_session s
     where s.started_at < $3 and s.started_at <= $4 and isfinite(s.started_at)
       and (s.ended_at is null or (isfinite(s.ended_at) and s.ended_at >= s.started_at)))
select 0::bigint, count(*) filter (where inside), coalesce(sum(broken), 0)::bigint,
       case when coalesce(sum(broken), 0) = 0 then 'met' else 'missed' end
  from judged
