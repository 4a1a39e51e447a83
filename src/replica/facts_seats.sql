-- 4.11: changes of seats that take effect in the span.
-- $1 account (null: all), $2 from, $3 to, $4 moment, $5 time zone, $6 reach in microseconds.
select enterprise_no, change_id, requested_at, request_ref, seats_before, seats_after, reviewed_by, reviewed_at,
       effective_at
  from sla.seat_change
 where effective_at >= $2 and effective_at < $3 and ($1 is null or enterprise_no = $1)
 order by enterprise_no, effective_at, change_id
