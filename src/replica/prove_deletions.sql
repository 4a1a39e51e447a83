-- The proof of 4.8: deletions. Inputs checked (in the span), broken (in the span).
-- $1 account (null: all), $2 from, $3 to, $4 moment, $5 time zone, $6 the agreement's keys with their values.
with judged as (
    select d.enterprise_no, d.executed_at >= $2 and d.executed_at < $3 as inside,
           greatest(d.retention_to, t.retention_to) as retained,
           exists (select from jsonb_array_elements_text(
                       $6::jsonb -> case d.object_kind when 'record' then 'deletion.record_methods' when 'recording' then 'deletion.recording_methods'
                                         when 'log' then 'deletion.log_methods' else 'deletion.disk_methods' end) as allowed (method)
                    where lower(allowed.method) = lower(d.method)) as by_method,
           d.executed_at, d.session_id, d.recovered_at
      from sla.deletion d left join sla.tenant t using (enterprise_no)
     where d.enterprise_no is not null and ($1 is null or d.enterprise_no = $1) and isfinite(d.executed_at)
       and d.object_kind in ('record', 'recording', 'log', 'disk') and d.executed_at <= $4
       and (d.recovered_at is null or (isfinite(d.recovered_at) and d.recovered_at >= d.executed_at))
       and (d.executed_at < $3 or d.recovered_at < $3)),
counted as (
    select enterprise_no, inside,
           (inside and coalesce(executed_at < (retained + 1)::timestamp at time zone $5, false))::int
           + (inside and not by_method)::int + (inside and session_id is null)::int
           + coalesce(recovered_at >= $2 and recovered_at < $3 and recovered_at <= $4, false)::int as broken
      from judged)
select enterprise_no, count(*) filter (where inside), sum(broken)::bigint,
       case when sum(broken) = 0 then 'met' else 'missed' end
  from counted group by enterprise_no
