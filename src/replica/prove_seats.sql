-- The proof of 4.11: changes of seats. Inputs checked, broken.
-- $1 account (null: all), $2 from, $3 to, $4 moment, $5 time zone, $6 the agreement's keys with their values.
with judged as (
    select c.enterprise_no,
           (abs(seats_after - seats_before) > ($6::jsonb ->> 'seats.max_move')::int)::int
           + (seats_after < ($6::jsonb ->> 'seats.min_left')::int)::int
           + (coalesce(request_ref, '') !~ '[^ \t\r\n\u3000]')::int
           + (not coalesce(reviewed_by ~ '[^ \t\r\n\u3000]'
                           and (reviewed_at < effective_at
                                or (reviewed_at = effective_at and ($6::jsonb ->> 'seats.review_inclusive')::boolean)), false))::int as broken
      from sla.seat_change c
     where ($1 is null or c.enterprise_no = $1) and c.effective_at >= $2 and c.effective_at < $3 and c.effective_at <= $4
       and c.seats_before >= 0 and c.seats_after >= 0 and isfinite(c.requested_at) and coalesce(isfinite(c.reviewed_at), true))
select enterprise_no, count(*), sum(broken)::bigint, case when sum(broken) = 0 then 'met' else 'missed' end
  from judged group by enterprise_no
