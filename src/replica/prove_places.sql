-- The proof of 4.5: places. Inputs checked (the account), broken.
-- $1 account (null: all), $2 from, $3 to, $4 moment, $5 time zone, $6 the agreement's keys with their values.
with asked as (
    select t.enterprise_no from sla.tenant t where $1 is null or t.enterprise_no = $1),
judged as (
    select a.enterprise_no,
           (select count(*) from sla.data_location l
             where l.enterprise_no = a.enterprise_no and l.verified_at > '-infinity' and l.verified_at <= least($4, $3 - interval '1 microsecond')
               and not ($6::jsonb -> 'data_location.places') ? l.place) as elsewhere,
           (select count(*) from sla.data_location l
             where l.enterprise_no = a.enterprise_no and l.verified_at > '-infinity' and l.verified_at <= least($4, $3 - interval '1 microsecond')
               and l.role = 'backup') as backups,
           (select count(*) from sla.data_location l
             where l.enterprise_no = a.enterprise_no and l.verified_at > '-infinity' and l.verified_at <= least($4, $3 - interval '1 microsecond')
               and l.role = 'cold_standby') as standbys
      from asked a)
select enterprise_no, 1::bigint, x.broken, case when x.broken = 0 then 'met' else 'missed' end
  from judged,
       lateral (select elsewhere + (backups < ($6::jsonb ->> 'data_location.min_backups')::int)::int
                       + (standbys < ($6::jsonb ->> 'data_location.min_cold_standbys')::int)::int as broken) as x
