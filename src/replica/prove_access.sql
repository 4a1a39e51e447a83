-- The proof of 4.6: looks without a grant in force. Inputs checked, broken.
-- $1 account (null: all), $2 from, $3 to, $4 moment, $5 time zone, $6 the agreement's keys with their values.
with looks as (
    select a.enterprise_no,
           exists (select from sla.private_grant g
                    where g.enterprise_no = a.enterprise_no and g.operator::text = a.operator and (g.kind = 'all' or g.kind = a.kind and a.kind in ('telephone_number', 'caller_name', 'recording', 'customer_record'))
                      and a.occurred_at >= g.granted_at and a.occurred_at < least(g.expires_at, g.revoked_at)) as granted
      from sla.private_access a
     where ($1 is null or a.enterprise_no = $1) and a.occurred_at >= $2 and a.occurred_at < least($3, $4))
select enterprise_no, count(*), count(*) filter (where not granted),
       case when bool_and(granted) then 'met' else 'missed' end
  from looks group by enterprise_no
