-- The proof of 4.10: from the hours themselves. Inputs requested, connected, answered.
-- $1 account (null: all), $2 from, $3 to, $4 moment, $5 time zone, $6 the agreement's keys with their values.
with sound as (
    select * from sla.call_stat s
     where ($1 is null or s.enterprise_no = $1) and tstzrange($2, $3) @> s.hour and not s.hour > $4
       and least(s.requested, s.connected, s.answered) >= 0 and s.requested - s.connected >= 0)
select enterprise_no, sum(requested)::bigint, sum(connected)::bigint, sum(answered)::bigint,
       case when sum(requested) = 0 then 'no_data'
            when sum(connected) * 1000000 >= sum(requested) * ($6::jsonb ->> 'completion.target_ppm')::bigint then 'met'
            else 'missed' end
  from sound group by enterprise_no
