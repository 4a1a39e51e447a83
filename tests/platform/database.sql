-- Run by the cluster's superuser: what the contract expects to find, a role that owns a database and may
-- create roles, and no more than that. TEMP is PUBLIC's by default and of no use on a standby.
create role sla_owner login createrole;
create database sla owner sla_owner;
revoke temporary on database sla from public;
