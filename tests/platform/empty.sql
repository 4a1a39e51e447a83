-- A sub-platform that has just been set up.
insert into sla.platform (code, name) values (:'code', :'name');
