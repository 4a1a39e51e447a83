-- 4.6: looks at private data in the span, each account's after its grants.
-- $1 account (null: all), $2 from, $3 to, $4 moment, $5 time zone, $6 reach in microseconds.
select enterprise_no, 'grant' as row, grant_id as id, operator::text as operator, kind, granted_at as at, expires_at,
       revoked_at
  from sla.private_grant g
 where ($1 is null or enterprise_no = $1)
   and exists (select from sla.private_access a
                where a.enterprise_no = g.enterprise_no and a.occurred_at >= $2 and a.occurred_at < $3)
union all
select enterprise_no, 'look', access_id, operator, kind, occurred_at, null, null
  from sla.private_access
 where occurred_at >= $2 and occurred_at < $3 and occurred_at < $4 and ($1 is null or enterprise_no = $1)
 order by 1, 2, 6, 3
