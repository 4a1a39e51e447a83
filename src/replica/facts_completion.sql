-- 4.10: calls of each account, summed; of one account by day and carrier. Bad rows are summed apart.
-- $1 account (null: all), $2 from, $3 to, $4 moment, $5 time zone, $6 reach in microseconds.
select enterprise_no,
       case when $1 is not null then (hour at time zone $5)::date end as day,
       case when $1 is not null then carrier end as carrier,
       count(*) as rows,
       (requested < 0 or connected < 0 or answered < 0 or connected > requested) as bad,
       sum(requested)::bigint as requested, sum(connected)::bigint as connected, sum(answered)::bigint as answered
  from sla.call_stat
 where hour >= $2 and hour < $3 and hour <= $4 and ($1 is null or enterprise_no = $1)
 group by 1, 2, 3, 5
 order by 1, 2, 3, 5
