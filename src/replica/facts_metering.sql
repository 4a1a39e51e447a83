-- 4.3: daily sums of call records, of each account summed; of one account by day. Bad rows are summed apart.
-- $1 account (null: all), $2 from, $3 to, $4 moment, $5 time zone, $6 reach in microseconds.
select enterprise_no,
       case when $1 is not null then day end as day,
       count(*) as rows,
       (records < 0 or differing < 0 or fen_at_stake < 0 or differing > records) as bad,
       least(sum(records), 9223372036854775807)::bigint as records, least(sum(differing), 9223372036854775807)::bigint as differing, least(sum(fen_at_stake), 9223372036854775807)::bigint as fen_at_stake
  from sla.metering_day
 where day >= ($2 at time zone $5)::date and day < ($3 at time zone $5)::date and day <= ($4 at time zone $5)::date
   and ($1 is null or enterprise_no = $1)
 group by 1, 2, 4
 order by 1, 2, 4
