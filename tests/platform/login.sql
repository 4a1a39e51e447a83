-- The login with which slatop reads the standby.
create role slatop login in role slatop_reader;
