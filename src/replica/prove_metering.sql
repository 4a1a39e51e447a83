-- The proof of 4.3: from the days themselves. Inputs records, differing, at stake.
-- $1 account (null: all), $2 from, $3 to, $4 moment, $5 time zone, $6 the agreement's keys with their values.
with sound as (
    select * from sla.metering_day m
     where ($1 is null or m.enterprise_no = $1) and m.differing between 0 and m.records and m.fen_at_stake >= 0
       and m.day::timestamp at time zone $5 >= $2 and m.day::timestamp at time zone $5 < $3
       and m.day::timestamp at time zone $5 <= $4)
select enterprise_no, least(sum(records), most)::bigint, least(sum(differing), most)::bigint, least(sum(fen_at_stake), most)::bigint,
       case when sum(records) = 0 then 'no_data'
            when (sum(records) - sum(differing)) * 1000000 >= sum(records) * ($6::jsonb ->> 'metering.target_ppm')::bigint then 'met'
            else 'missed' end
  from sound, (values (9223372036854775807)) as bigint (most) group by enterprise_no, most
