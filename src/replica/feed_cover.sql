-- The accounts covered by the maintenance that changed (a change to them changes their maintenance).
select c.maintenance_id, c.enterprise_no
  from sla.maintenance_tenant c
 where c.maintenance_id in (select m.maintenance_id
                              from sla.maintenance m
                             where m.changed_xid >= $1 and m.changed_xid <> all ($2))
 order by c.maintenance_id, c.enterprise_no
