-- Suspects: hours in which calls of accounts failed by a carrier with no outage window of theirs beside: enough calls
-- requested, connected so much less than the account's calls of the month were. One row an hour and carrier.
-- $1 account (of no use: a sub-platform's), $2 from, $3 to, $4 moment, $5 time zone, $6 reach: both of no use,
-- $7 of each agreement code its keys: accounts are judged by their own.
with limits as materialized (
    select key as code, (value ->> 'completion.fall_calls')::bigint as calls,
           (value ->> 'completion.fall_ppm')::bigint / 1000000.0 as fall
      from jsonb_each($7::jsonb)
     where $5::text is not null and $6::bigint is not null
), fallen as materialized (
    select enterprise_no, hour, carrier, requested, connected from sla.call_stat
     where hour >= $2 and hour < $3 and hour <= $4 and requested >= (select min(calls) from limits)
       and connected >= 0 and answered >= 0 and connected <= requested * (1 - (select min(fall) from limits))
       and ($1::bigint is null or enterprise_no = $1)
), low as materialized (
    select f.*, l.calls, l.fall from fallen f
      left join sla.tenant t using (enterprise_no)
      join limits l on l.code = coalesce((select code from limits where code = t.agreement_code), 'standard')
     where f.requested >= l.calls
), usual as materialized (
    select enterprise_no, sum(connected) / sum(requested)::numeric as rate from sla.call_stat
     where hour >= $2 and hour < $3 and hour <= $4 and requested >= connected and connected >= 0 and answered >= 0
       and enterprise_no in (select enterprise_no from low)
     group by enterprise_no having sum(requested) > 0
)
select 0::bigint, l.hour as at, l.carrier, count(*) as accounts, min(l.enterprise_no) as account,
       sum(l.requested)::bigint as requested, sum(l.connected)::bigint as connected,
       floor(100000000 * sum(l.requested * u.rate) / sum(l.requested))::bigint as usual, 1::bigint as slots
  from low l join usual u using (enterprise_no)
 where l.connected <= l.requested * (u.rate - l.fall)
   and not exists (select from sla.outage o
                    where o.enterprise_no = l.enterprise_no and not o.voided and isfinite(o.started_at)
                        and isfinite(coalesce(o.ended_at, $4))
                      and o.started_at < l.hour + interval '1 hour' and o.started_at < $4
                      and (o.ended_at is null or o.ended_at > l.hour and o.ended_at > o.started_at))
 group by l.hour, l.carrier
 order by l.hour, l.carrier
