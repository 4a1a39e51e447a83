-- The proof of 4.7: exports. Inputs checked (requested in the span), broken (in the span).
-- $1 account (null: all), $2 from, $3 to, $4 moment, $5 time zone, $6 the agreement's keys with their values.
with judged as (
    select e.enterprise_no, e.requested_at >= $2 as checked,
           (e.requested_at >= $2 and not case
                when e.kind = 'recording'
                then ($6::jsonb -> 'export.recording_formats') ? lower(e.format)
                     and coalesce(e.bits, 0) = ($6::jsonb ->> 'export.recording_bits')::int
                     and coalesce(e.sample_hz, 0) = ($6::jsonb ->> 'export.recording_hz')::int
                     and coalesce(e.channels, 0) = ($6::jsonb ->> 'export.recording_channels')::int
                else ($6::jsonb -> 'export.formats') ? lower(e.format) end)::int
           + (x.due < $4 and x.due >= $2 and x.due < $3 and (e.finished_at is null or e.finished_at > x.due))::int as broken
      from sla.export_job e,
           lateral (select e.requested_at + make_interval(secs => ($6::jsonb ->> 'export.finish_within_s')::float8) as due) as x
     where ($1 is null or e.enterprise_no = $1) and isfinite(e.requested_at) and e.requested_at < $3 and e.requested_at <= $4
       and (e.finished_at is null or (isfinite(e.finished_at) and e.finished_at >= e.requested_at)))
select enterprise_no, count(*) filter (where checked), sum(broken)::bigint,
       case when sum(broken) = 0 then 'met' else 'missed' end
  from judged group by enterprise_no
