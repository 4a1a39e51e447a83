-- 4.7: exports requested in the span, or so shortly before it that they may have come to be late in it.
-- $1 account (null: all), $2 from, $3 to, $4 moment, $5 time zone, $6 reach in microseconds.
select enterprise_no, export_id, kind, format, bits, sample_hz, channels, requested_at, finished_at
  from sla.export_job
 where requested_at >= $2 - $6 * interval '1 microsecond' and requested_at < $3 and requested_at <= $4
   and ($1 is null or enterprise_no = $1)
 order by enterprise_no, requested_at, export_id
