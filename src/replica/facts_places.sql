-- 4.5: where each account's data lie.
-- $1 account (null: all), $2 from, $3 to, $4 moment, $5 time zone, $6 reach in microseconds.
select enterprise_no, place, role, verified_at
  from sla.data_location
 where $1 is null or enterprise_no = $1
 order by enterprise_no, role, place
