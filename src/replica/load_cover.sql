-- The accounts covered by the maintenance of a period: that of a week before too, as maintenance.reasonable_s
-- may lengthen it by as much.
copy (
    select c.maintenance_id, c.enterprise_no
      from sla.maintenance_tenant c
      join sla.maintenance m on m.maintenance_id = c.maintenance_id
     where m.starts_at <= (select current_setting('slatop.to')::timestamptz)
       and greatest(m.ends_at, m.starts_at) >= (select current_setting('slatop.from')::timestamptz - interval '7 days')
     order by c.maintenance_id, c.enterprise_no
) to stdout (format binary)
