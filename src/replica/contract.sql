-- The contract between a call-centre platform and slatop: the relations that a sub-platform publishes in
-- the schema sla, with the triggers that keep them in step, the roles that read them, and the views through
-- which private data are shown. slatop itself creates nothing: it reads a hot standby and checks at connect
-- that what it needs of this is there.
--
-- How to install it: in the database of the sub-platform, on its primary, as a role that owns the database
-- (or may create a schema in it) and has CREATEROLE. It need not be a superuser, and should not be one.
--
--     psql -v ON_ERROR_STOP=1 -f contract.sql
--
-- It is one transaction: all of it or nothing. Where the contract is there already, it stops with a message
-- and changes nothing. PostgreSQL 15 or later.
--
-- How to read it: a relation begins with a comment line "relation NAME", followed by "core" where slatop
-- cannot start without it and by "feed" where slatop follows its changes. One column a line.
--
-- There are keys and types, and no other constraints, on purpose: what a platform really recorded is to be
-- seen. slatop counts and lists bad rows as data faults and leaves them out of every figure.

begin;

do $$
begin
    if to_regclass('sla.platform') is not null then
        raise exception 'the slatop contract is installed in this database already'
            using hint = 'Nothing was changed. To install it anew, drop the schema sla first.';
    end if;
end
$$;

create schema if not exists sla;
comment on schema sla is 'What this sub-platform publishes for slatop: contract version 1';


-- ---------------------------------------------------------------------------------------------------------
-- Roles
--
-- Roles belong to the whole server, so another database may have brought them already. They cannot log in:
-- logins are personal and are made members, for example
--
--     create role "li.wei" login in role slatop_reader;

do $$
declare
    wanted text;
begin
    foreach wanted in array array['slatop_reader', 'slatop_private', 'slatop_audit'] loop
        if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
            execute format('create role %I nologin', wanted);
        end if;
    end loop;

    -- Who may see private data under a grant also sees everything else.
    if not pg_has_role('slatop_private', 'slatop_reader', 'member') then
        grant slatop_reader to slatop_private;
    end if;
end
$$;


-- ---------------------------------------------------------------------------------------------------------
-- Functions of the columns and of the feed

-- What a reader sees of a private text: of a telephone number its ends, of anything else nothing. A reader
-- without a right to the column could not mask it in SQL of its own, so the masked text is stored beside it.
create function sla.masked(private text) returns text
language sql immutable parallel safe
return case when private is null then null
            when private collate "C" ~ '^[0-9]{11,}$' then left(private, 3) || '****' || right(private, 4)
            else '****' end;

-- Stamps a row of the feed. A reader asks for the rows whose changed_xid is not below the oldest transaction
-- that was still running when it read last: so it misses none, however late one commits. changed_at moves on
-- with each change, also when the server's clock is set back: the versions of a window are keyed by it.
create function sla.stamp() returns trigger
language plpgsql set search_path = pg_catalog
as $$
begin
    new.changed_xid := pg_current_xact_id();
    new.changed_at := clock_timestamp();
    if tg_op = 'INSERT' then
        new.recorded_at := new.changed_at;
    else
        new.changed_at := greatest(new.changed_at, old.changed_at + interval '1 microsecond');
        new.recorded_at := old.recorded_at;
    end if;
    return new;
end
$$;


-- ---------------------------------------------------------------------------------------------------------
-- Who this is, and what time it is there

-- relation platform core
-- One row. The code is what operators type (CODE/ACCOUNT), so it is short.
create table sla.platform (
  code text not null,
  name text not null,
  contract_version int not null default 1
);

-- relation heartbeat core
-- One row, set on the primary every second or so: how old a standby's data are can only be told from this.
-- (system_identifier: pg_control_system(); timeline: pg_control_checkpoint().)
create table sla.heartbeat (
  beat_at timestamptz not null,
  system_identifier bigint not null,
  timeline int not null
);


-- ---------------------------------------------------------------------------------------------------------
-- The core: accounts, their outages, announced maintenance

-- relation tenant core feed
-- An account is one enterprise number.
-- status: active, suspended, closed. charged_on: function_fee, phone_bill.
create table sla.tenant (
  enterprise_no bigint not null,
  name text not null,
  status text not null,
  tier text null,
  region text null,
  agreement_code text null,
  seats int not null,
  charged_on text not null,
  opened_at timestamptz not null,
  closed_at timestamptz null,
  contract_from date not null,
  contract_to date not null,
  retention_to date not null,
  contact text null,
  contact_masked text null generated always as (sla.masked(contact)) stored,
  voided bool not null default false,
  changed_xid xid8 not null,
  recorded_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (enterprise_no)
);

-- relation outage core feed
-- One window: one service of one account, down from started_at to ended_at (null: still open). A window that
-- was recorded for the wrong account is voided and recorded anew; its enterprise_no never changes.
-- service: web_front, web_back, softswitch, trunk.
-- cause: provider, carrier, customer, maintenance, auto_maintenance, unknown.
create table sla.outage (
  outage_id bigint not null,
  incident_id bigint null,
  maintenance_id bigint null,
  enterprise_no bigint not null,
  service text not null,
  cause text null,
  started_at timestamptz not null,
  ended_at timestamptz null,
  carrier text null,
  operator_report_no text null,
  voided bool not null default false,
  void_reason text null,
  changed_xid xid8 not null,
  recorded_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (outage_id)
);

create index outage_started_at on sla.outage (started_at);
create index outage_ended_at on sla.outage (ended_at);
create index outage_enterprise_no on sla.outage (enterprise_no, started_at);

-- relation maintenance core feed
-- starts_at and ends_at as announced; they stay as they are once the work has begun. A longer stay is
-- extended_to, the true end finished_at.
create table sla.maintenance (
  maintenance_id bigint not null,
  title text not null,
  public_title text null,
  announced_at timestamptz null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  extended_to timestamptz null,
  finished_at timestamptz null,
  cancelled_at timestamptz null,
  all_tenants bool not null default false,
  voided bool not null default false,
  changed_xid xid8 not null,
  recorded_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (maintenance_id)
);

-- relation maintenance_tenant core
-- The accounts that a maintenance covers, where it does not cover all. Followed through its maintenance.
create table sla.maintenance_tenant (
  maintenance_id bigint not null,
  enterprise_no bigint not null,
  primary key (maintenance_id, enterprise_no)
);


-- ---------------------------------------------------------------------------------------------------------
-- Incidents, and how a window came to be what it is

-- relation outage_history
-- Each version of each window, with the time during which it was what the platform knew. Written by the
-- trigger below and by nobody else: it is the answer to "what did you know at that moment?".
create table sla.outage_history (
  outage_id bigint not null,
  known_from timestamptz not null,
  known_to timestamptz null,
  incident_id bigint null,
  maintenance_id bigint null,
  enterprise_no bigint not null,
  service text not null,
  cause text null,
  started_at timestamptz not null,
  ended_at timestamptz null,
  carrier text null,
  operator_report_no text null,
  voided bool not null,
  void_reason text null,
  changed_by text not null,
  reason text null,
  primary key (outage_id, known_from)
);

-- The windows of a month, or of an account, as they were known at a moment.
create index outage_history_started_at on sla.outage_history (started_at);
create index outage_history_enterprise_no on sla.outage_history (enterprise_no, started_at);

-- relation incident feed
-- fault_class: application, network, relay. severity: 1 is worst, 4 least. The public texts are what a
-- customer in the audit room may read.
create table sla.incident (
  incident_id bigint not null,
  title text not null,
  public_title text null,
  fault_class text not null,
  severity int not null,
  cause text null,
  opened_at timestamptz not null,
  detected_at timestamptz null,
  switched_at timestamptz null,
  recovered_at timestamptz null,
  closed_at timestamptz null,
  operator_report_no text null,
  summary text null,
  public_summary text null,
  voided bool not null default false,
  changed_xid xid8 not null,
  recorded_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (incident_id)
);

-- relation failover feed
create table sla.failover (
  failover_id bigint not null,
  incident_id bigint null,
  fault_class text not null,
  failed_at timestamptz not null,
  switched_at timestamptz null,
  from_node text not null,
  to_node text not null,
  voided bool not null default false,
  changed_xid xid8 not null,
  recorded_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (failover_id)
);

create index failover_incident_id on sla.failover (incident_id);

-- relation link feed
-- kind: bgp, trunk.
create table sla.link (
  link_id int not null,
  carrier text not null,
  kind text not null,
  name text not null,
  up bool not null,
  since timestamptz not null,
  voided bool not null default false,
  changed_xid xid8 not null,
  recorded_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (link_id)
);


-- ---------------------------------------------------------------------------------------------------------
-- Money. All amounts are fen.

-- relation claim feed
-- month: its first day. state: applied, approved, rejected, deducted.
create table sla.claim (
  claim_id bigint not null,
  enterprise_no bigint not null,
  month date not null,
  received_at timestamptz not null,
  state text not null,
  amount bigint null,
  deducted_month date null,
  paid_in_cash bool null,
  voided bool not null default false,
  changed_xid xid8 not null,
  recorded_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (claim_id)
);

-- relation invoice
create table sla.invoice (
  enterprise_no bigint not null,
  month date not null,
  charged_on text not null,
  seats int not null,
  seat_price bigint not null,
  function_fee bigint not null,
  phone_bill bigint not null,
  total_service_fee bigint not null,
  deduction bigint not null,
  issued_at timestamptz not null,
  primary key (enterprise_no, month)
);


-- ---------------------------------------------------------------------------------------------------------
-- Calls

-- relation call_stat
create table sla.call_stat (
  enterprise_no bigint not null,
  hour timestamptz not null,
  carrier text not null,
  requested int not null,
  connected int not null,
  answered int not null,
  primary key (enterprise_no, hour, carrier)
);

-- relation call_rate
-- Slots of five minutes over the last two days.
create table sla.call_rate (
  carrier text not null,
  slot timestamptz not null,
  requested int not null,
  connected int not null,
  answered int not null,
  primary key (carrier, slot)
);

-- relation metering_day
create table sla.metering_day (
  enterprise_no bigint not null,
  day date not null,
  records bigint not null,
  differing bigint not null,
  fen_at_stake bigint not null,
  primary key (enterprise_no, day)
);

-- relation call_record
create table sla.call_record (
  call_id bigint not null,
  enterprise_no bigint not null,
  started_at timestamptz not null,
  answered_at timestamptz null,
  ended_at timestamptz not null,
  direction text not null,
  caller text not null,
  caller_masked text null generated always as (sla.masked(caller)) stored,
  callee text not null,
  callee_masked text null generated always as (sla.masked(callee)) stored,
  billed_minutes int not null,
  fee bigint not null,
  recording_id text null,
  primary key (call_id)
);

create index call_record_page on sla.call_record (enterprise_no, started_at, call_id);


-- ---------------------------------------------------------------------------------------------------------
-- Who did what

-- relation business_log
-- action: a release of code is "release".
create table sla.business_log (
  log_id bigint not null,
  occurred_at timestamptz not null,
  enterprise_no bigint null,
  operator text not null,
  action text not null,
  object text not null,
  result text not null,
  client_ip inet null,
  detail jsonb null,
  detail_masked text null generated always as (sla.masked(detail::text)) stored,
  primary key (log_id)
);

create index business_log_page on sla.business_log (occurred_at, log_id);
create index business_log_account on sla.business_log (enterprise_no, occurred_at, log_id);
create index business_log_login on sla.business_log (occurred_at, log_id) where action in ('login', 'logout');
create index business_log_login_account on sla.business_log (enterprise_no, occurred_at, log_id) where action in ('login', 'logout');

-- relation bastion_session
-- recording_format: asciicast, jumpserver, tlog, script, sudo.
create table sla.bastion_session (
  session_id bigint not null,
  operator text not null,
  account text not null,
  host text not null,
  client_ip inet not null,
  started_at timestamptz not null,
  ended_at timestamptz null,
  via_bastion bool not null,
  commands int not null,
  recording_format text null,
  recording_size bigint null,
  primary key (session_id)
);

create index bastion_session_page on sla.bastion_session (started_at, session_id);

-- relation bastion_recording
-- The parts joined in order are the file. It may be gzipped.
create table sla.bastion_recording (
  session_id bigint not null,
  part int not null,
  data bytea not null,
  primary key (session_id, part)
);

-- relation bastion_command
-- risk: 0 (none) to 3.
create table sla.bastion_command (
  command_id bigint not null,
  session_id bigint not null,
  occurred_at timestamptz not null,
  operator text not null,
  host text not null,
  command text not null,
  risk int not null,
  primary key (command_id)
);

create index bastion_command_page on sla.bastion_command (occurred_at, command_id);
create index bastion_command_session on sla.bastion_command (session_id, occurred_at);

-- relation private_access
-- kind: telephone_number, caller_name, recording, customer_record.
create table sla.private_access (
  access_id bigint not null,
  occurred_at timestamptz not null,
  enterprise_no bigint not null,
  operator text not null,
  kind text not null,
  object text not null,
  session_id bigint null,
  primary key (access_id)
);

create index private_access_page on sla.private_access (occurred_at, access_id);
create index private_access_account on sla.private_access (enterprise_no, occurred_at, access_id);
create index private_access_session on sla.private_access (session_id, occurred_at, access_id) where session_id is not null;

-- relation private_grant
-- An account's written authorization. kind: as above, or all. operator is the login that it is given to.
create table sla.private_grant (
  grant_id bigint not null,
  grant_no text not null,
  enterprise_no bigint not null,
  operator name not null,
  kind text not null,
  granted_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz null,
  signed_by text not null,
  primary key (grant_id)
);


-- ---------------------------------------------------------------------------------------------------------
-- Where the data are, how they leave, how they end

-- relation data_location
-- role: primary, backup, cold_standby.
create table sla.data_location (
  enterprise_no bigint not null,
  place text not null,
  role text not null,
  verified_at timestamptz not null,
  primary key (enterprise_no, place, role)
);

-- relation export_job
-- kind: recording, call_record, customer, business.
create table sla.export_job (
  export_id bigint not null,
  enterprise_no bigint not null,
  kind text not null,
  format text not null,
  bits int null,
  sample_hz int null,
  channels int null,
  requested_at timestamptz not null,
  finished_at timestamptz null,
  status text not null,
  primary key (export_id)
);

-- relation deletion
-- object_kind: record, recording, log, disk.
create table sla.deletion (
  deletion_id bigint not null,
  enterprise_no bigint null,
  object_kind text not null,
  object text not null,
  method text not null,
  executed_at timestamptz not null,
  operator text not null,
  session_id bigint null,
  retention_to date null,
  recovered_at timestamptz null,
  primary key (deletion_id)
);

create index deletion_page on sla.deletion (executed_at, deletion_id);
create index deletion_account on sla.deletion (enterprise_no, executed_at, deletion_id);
create index deletion_session on sla.deletion (session_id, executed_at, deletion_id) where session_id is not null;

-- relation storage_audit
-- stored and lost are cumulative. kind: recording, call_record.
create table sla.storage_audit (
  enterprise_no bigint not null,
  kind text not null,
  audited_at timestamptz not null,
  stored bigint not null,
  lost bigint not null,
  primary key (enterprise_no, kind, audited_at)
);

-- relation seat_change
create table sla.seat_change (
  change_id bigint not null,
  enterprise_no bigint not null,
  requested_at timestamptz not null,
  request_ref text null,
  seats_before int not null,
  seats_after int not null,
  reviewed_by text null,
  reviewed_at timestamptz null,
  effective_at timestamptz null,
  primary key (change_id)
);


-- ---------------------------------------------------------------------------------------------------------
-- The audit room

-- relation audit_role
-- The one account that a login of the audit room may see, and until when.
create table sla.audit_role (
  role_name name not null,
  enterprise_no bigint not null,
  valid_until timestamptz not null,
  primary key (role_name)
);

-- relation recording_clearance
-- Somebody has looked a session through and found nothing of another customer in it. sha256 is the cleared
-- recording's; null: only the commands are cleared.
create table sla.recording_clearance (
  session_id bigint not null,
  enterprise_no bigint not null,
  sha256 bytea null,
  cleared_by text not null,
  cleared_at timestamptz not null,
  primary key (session_id, enterprise_no)
);


-- ---------------------------------------------------------------------------------------------------------
-- The feed's triggers and indexes
--
-- ENABLE ALWAYS: rows that arrive by logical replication, or in a session that plays them back, are changes
-- like any other.

create index tenant_changed_xid on sla.tenant (changed_xid);
create trigger stamp before insert or update on sla.tenant for each row execute function sla.stamp();
alter table sla.tenant enable always trigger stamp;

create index outage_changed_xid on sla.outage (changed_xid);
create trigger stamp before insert or update on sla.outage for each row execute function sla.stamp();
alter table sla.outage enable always trigger stamp;

create index maintenance_changed_xid on sla.maintenance (changed_xid);
create trigger stamp before insert or update on sla.maintenance for each row execute function sla.stamp();
alter table sla.maintenance enable always trigger stamp;

create index incident_changed_xid on sla.incident (changed_xid);
create trigger stamp before insert or update on sla.incident for each row execute function sla.stamp();
alter table sla.incident enable always trigger stamp;

create index failover_changed_xid on sla.failover (changed_xid);
create trigger stamp before insert or update on sla.failover for each row execute function sla.stamp();
alter table sla.failover enable always trigger stamp;

create index link_changed_xid on sla.link (changed_xid);
create trigger stamp before insert or update on sla.link for each row execute function sla.stamp();
alter table sla.link enable always trigger stamp;

create index claim_changed_xid on sla.claim (changed_xid);
create trigger stamp before insert or update on sla.claim for each row execute function sla.stamp();
alter table sla.claim enable always trigger stamp;


-- ---------------------------------------------------------------------------------------------------------
-- The versions of a window
--
-- SECURITY DEFINER: whoever may write windows need not be able to write their history, and so cannot mend
-- it. session_user is the login all the same. FOR EACH ROW, though a statement's rows together would take
-- half the time: logical replication fires no statement's triggers, and a version must never be missing.
-- A reason goes in with the change:
--
--     set local sla.reason = 'ticket 8841: the carrier confirmed the cut';

create function sla.outage_version() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
begin
    if tg_op = 'UPDATE' then
        update sla.outage_history set known_to = new.changed_at
        where outage_id = old.outage_id and known_to is null;
    end if;
    insert into sla.outage_history
        (outage_id, known_from, known_to, incident_id, maintenance_id, enterprise_no, service, cause,
         started_at, ended_at, carrier, operator_report_no, voided, void_reason, changed_by, reason)
    values
        (new.outage_id, new.changed_at, null, new.incident_id, new.maintenance_id, new.enterprise_no,
         new.service, new.cause, new.started_at, new.ended_at, new.carrier, new.operator_report_no,
         new.voided, new.void_reason, session_user, nullif(current_setting('sla.reason', true), ''));
    return null;
end
$$;

create trigger version after insert or update on sla.outage
for each row execute function sla.outage_version();
alter table sla.outage enable always trigger version;


-- ---------------------------------------------------------------------------------------------------------
-- What a window shows, changes with it
--
-- Which incidents and failovers a login of the audit room may see depends on the windows that name them. So
-- they count as changed whenever such a window is, and the feed brings them. Once for each statement, not
-- for each row: a crash opens 100,000 windows of one incident. In order of id, so that two statements over
-- the same incidents wait for each other and never in a circle.

create function sla.touch_incidents(ids bigint[]) returns void
language plpgsql set search_path = pg_catalog
as $$
begin
    perform from sla.incident where incident_id = any (ids) order by incident_id for no key update;
    update sla.incident set voided = voided where incident_id = any (ids);

    perform from sla.failover where incident_id = any (ids) order by failover_id for no key update;
    update sla.failover set voided = voided where incident_id = any (ids);
end
$$;
revoke execute on function sla.touch_incidents(bigint[]) from public;

create function sla.outage_inserted() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
declare
    ids bigint[];
begin
    select array_agg(distinct incident_id) into ids from new_rows where incident_id is not null;
    if ids is not null then
        perform sla.touch_incidents(ids);
    end if;
    return null;
end
$$;

create function sla.outage_updated() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
declare
    ids bigint[];
begin
    select array_agg(distinct incident_id) into ids
    from (select incident_id from old_rows union all select incident_id from new_rows) as both_sides
    where incident_id is not null;
    if ids is not null then
        perform sla.touch_incidents(ids);
    end if;
    return null;
end
$$;

create trigger inserted after insert on sla.outage
referencing new table as new_rows
for each statement execute function sla.outage_inserted();
alter table sla.outage enable always trigger inserted;

create trigger updated after update on sla.outage
referencing old table as old_rows new table as new_rows
for each statement execute function sla.outage_updated();
alter table sla.outage enable always trigger updated;

-- The accounts covered are no feed of their own: a change to them is a change of the maintenance.
create function sla.touch_maintenance() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
declare
    ids bigint[];
begin
    if tg_op = 'INSERT' then
        select array_agg(distinct maintenance_id) into ids from new_rows;
    elsif tg_op = 'DELETE' then
        select array_agg(distinct maintenance_id) into ids from old_rows;
    elsif tg_op = 'UPDATE' then
        select array_agg(distinct maintenance_id) into ids
        from (select maintenance_id from old_rows
              union all select maintenance_id from new_rows) as both_sides;
    else
        select array_agg(maintenance_id) into ids from sla.maintenance where not all_tenants;
    end if;
    perform from sla.maintenance where maintenance_id = any (ids) order by maintenance_id for no key update;
    update sla.maintenance set voided = voided where maintenance_id = any (ids);
    return null;
end
$$;

create trigger inserted after insert on sla.maintenance_tenant
referencing new table as new_rows
for each statement execute function sla.touch_maintenance();
alter table sla.maintenance_tenant enable always trigger inserted;

create trigger updated after update on sla.maintenance_tenant
referencing old table as old_rows new table as new_rows
for each statement execute function sla.touch_maintenance();
alter table sla.maintenance_tenant enable always trigger updated;

create trigger deleted after delete on sla.maintenance_tenant
referencing old table as old_rows
for each statement execute function sla.touch_maintenance();
alter table sla.maintenance_tenant enable always trigger deleted;

create trigger truncated after truncate on sla.maintenance_tenant
for each statement execute function sla.touch_maintenance();
alter table sla.maintenance_tenant enable always trigger truncated;


-- ---------------------------------------------------------------------------------------------------------
-- Private data, one account at a time, under its own written grant
--
-- The views read with their owner's rights what a reader may not, and give a row only while the session's
-- login holds a grant for that account and that kind. security_barrier: no function of the reader's gets to
-- see a row before that is settled. session_user, not current_user: SET ROLE does not lead round it.

create view sla.call_private with (security_barrier) as
select c.call_id, c.enterprise_no, c.caller, c.callee
from sla.call_record c
where exists (select
              from sla.private_grant g
              where g.operator = session_user
                and g.enterprise_no = c.enterprise_no
                and g.kind in ('telephone_number', 'all')
                and g.granted_at <= now() and now() < g.expires_at
                and (g.revoked_at is null or g.revoked_at > now()));

create view sla.tenant_private with (security_barrier) as
select t.enterprise_no, t.contact
from sla.tenant t
where exists (select
              from sla.private_grant g
              where g.operator = session_user
                and g.enterprise_no = t.enterprise_no
                and g.kind in ('customer_record', 'all')
                and g.granted_at <= now() and now() < g.expires_at
                and (g.revoked_at is null or g.revoked_at > now()));

-- Rows of the log without an account have nobody who could grant them: they never show.
create view sla.log_private with (security_barrier) as
select l.log_id, l.enterprise_no, l.detail
from sla.business_log l
where exists (select
              from sla.private_grant g
              where g.operator = session_user
                and g.enterprise_no = l.enterprise_no
                and g.kind in ('customer_record', 'all')
                and g.granted_at <= now() and now() < g.expires_at
                and (g.revoked_at is null or g.revoked_at > now()));


-- ---------------------------------------------------------------------------------------------------------
-- Who may read what

grant usage on schema sla to slatop_reader, slatop_private;

grant select on
    sla.platform, sla.heartbeat, sla.outage, sla.maintenance, sla.maintenance_tenant,
    sla.outage_history, sla.incident, sla.failover, sla.link, sla.claim, sla.invoice,
    sla.call_stat, sla.call_rate, sla.metering_day,
    sla.bastion_session, sla.bastion_recording, sla.bastion_command,
    sla.private_access, sla.private_grant,
    sla.data_location, sla.export_job, sla.deletion, sla.storage_audit, sla.seat_change,
    sla.audit_role, sla.recording_clearance
to slatop_reader;

-- Column by column where a private one stands among them. A column added later is not shown by itself.
grant select (
    enterprise_no, name, status, tier, region, agreement_code, seats, charged_on, opened_at, closed_at,
    contract_from, contract_to, retention_to, contact_masked, voided, changed_xid, recorded_at, changed_at
) on sla.tenant to slatop_reader;

grant select (
    call_id, enterprise_no, started_at, answered_at, ended_at, direction, caller_masked, callee_masked,
    billed_minutes, fee, recording_id
) on sla.call_record to slatop_reader;

grant select (
    log_id, occurred_at, enterprise_no, operator, action, object, result, client_ip, detail_masked
) on sla.business_log to slatop_reader;

grant select on sla.call_private, sla.tenant_private, sla.log_private to slatop_private;


-- ---------------------------------------------------------------------------------------------------------
-- Row-level security for the audit room
--
-- A login of the audit room ("slatop contract audit-login" prints the SQL for one) sees one account and nothing
-- of any other, however it asks. The server holds this, not the console: a policy adds the condition to every
-- query, before any function of the reader's gets to see a row.
--
-- session_user, not current_user: SET ROLE does not lead round it. Not a setting either, which a session could
-- change by itself. Both stand in a subquery, so they are asked once a query and cost a bulk load nothing.
-- Policies that permit are joined by "or": what is to restrict has to be RESTRICTIVE, and needs one beside it
-- that permits, without which nothing is visible at all. The owner of the tables is not held by them (no
-- FORCE): the platform goes on writing. Another role that writes needs a policy of its own.

create function sla.audit_account() returns bigint
language sql stable parallel safe security definer set search_path = pg_catalog
as $$
    select r.enterprise_no from sla.audit_role r where r.role_name = session_user and r.valid_until > now()
$$;

do $$
declare
    outsider constant text := '(select not pg_catalog.pg_has_role(session_user, ''slatop_audit'', ''member''))';
    account constant text := '(select sla.audit_account())';
    incidents constant text := format('incident_id in (select o.incident_id from sla.outage o'
                                      ' where o.enterprise_no = %s and not o.voided and o.incident_id is not null)',
                                      account);
    name text;
    shown text;
begin
    for name, shown in
        select t, 'enterprise_no = ' || account
        from unnest(array['tenant', 'outage', 'maintenance_tenant', 'outage_history', 'claim', 'invoice',
                          'call_stat', 'metering_day', 'call_record', 'business_log', 'private_access',
                          'private_grant', 'data_location', 'export_job', 'deletion', 'storage_audit',
                          'seat_change', 'audit_role', 'recording_clearance']) as t
        union all
        values ('incident', incidents),
               ('failover', incidents),
               ('maintenance', 'all_tenants or maintenance_id in (select c.maintenance_id'
                               ' from sla.maintenance_tenant c where c.enterprise_no = ' || account || ')'),
               -- What is everybody's at once; of the bastion the views below show a part.
               ('call_rate', 'false'), ('bastion_session', 'false'), ('bastion_recording', 'false'),
               ('bastion_command', 'false')
    loop
        execute format('alter table sla.%I enable row level security', name);
        execute format('create policy permitted on sla.%I for select using (true)', name);
        execute format('create policy audit_room on sla.%I as restrictive for select using (%s or %s)',
                       name, outsider, shown);
    end loop;
end
$$;

-- A session on a server shows other customers by nature. Of those in which somebody looked at the account's
-- data or deleted some, it is told who, when, and how dangerous the worst command was; where, and what was typed,
-- only once somebody has cleared the session for this account.
create view sla.session_audit with (security_barrier) as
select s.session_id, s.operator, s.started_at, s.ended_at,
       (select max(c.risk) from sla.bastion_command c where c.session_id = s.session_id) as risk,
       k.cleared_at is not null as cleared,
       case when k.cleared_at is not null then s.host end as host,
       case when k.cleared_at is not null then s.account end as account,
       case when k.cleared_at is not null then s.client_ip end as client_ip,
       case when k.cleared_at is not null then s.commands end as commands
from sla.bastion_session s
left join sla.recording_clearance k
       on k.session_id = s.session_id and k.enterprise_no = (select sla.audit_account())
where s.session_id in (select a.session_id from sla.private_access a
                       where a.enterprise_no = (select sla.audit_account()) and a.session_id is not null
                       union all
                       select d.session_id from sla.deletion d
                       where d.enterprise_no = (select sla.audit_account()) and d.session_id is not null);

create view sla.command_audit with (security_barrier) as
select c.command_id, c.session_id, c.occurred_at, c.operator, c.host, c.command, c.risk
from sla.bastion_command c
where c.session_id in (select k.session_id from sla.recording_clearance k
                       where k.enterprise_no = (select sla.audit_account()));

-- The recording that was cleared and no other: one that has changed since, or has grown, is not shown.
create view sla.recording_audit with (security_barrier) as
select r.session_id, r.part, r.data, s.recording_format, k.sha256
from sla.recording_clearance k
join sla.bastion_session s on s.session_id = k.session_id
join sla.bastion_recording r on r.session_id = k.session_id
where k.enterprise_no = (select sla.audit_account())
  and k.sha256 = (select sha256(string_agg(a.data, ''::bytea order by a.part))
                  from sla.bastion_recording a where a.session_id = k.session_id);

grant usage on schema sla to slatop_audit;

grant select on
    sla.platform, sla.heartbeat, sla.link, sla.outage, sla.maintenance_tenant, sla.outage_history, sla.failover,
    sla.claim, sla.invoice, sla.call_stat, sla.metering_day, sla.private_access, sla.private_grant,
    sla.data_location, sla.export_job, sla.deletion, sla.storage_audit, sla.seat_change, sla.audit_role,
    sla.recording_clearance,
    sla.session_audit, sla.command_audit, sla.recording_audit
to slatop_audit;

grant select (
    enterprise_no, name, status, tier, region, agreement_code, seats, charged_on, opened_at, closed_at,
    contract_from, contract_to, retention_to, contact_masked, voided, changed_xid, recorded_at, changed_at
) on sla.tenant to slatop_audit;

-- One text of an incident or a maintenance is read by all whom it hit: of these the public ones only.
grant select (
    maintenance_id, public_title, announced_at, starts_at, ends_at, extended_to, finished_at, cancelled_at,
    all_tenants, voided, changed_xid, recorded_at, changed_at
) on sla.maintenance to slatop_audit;

grant select (
    incident_id, public_title, fault_class, severity, cause, opened_at, detected_at, switched_at, recovered_at,
    closed_at, operator_report_no, public_summary, voided, changed_xid, recorded_at, changed_at
) on sla.incident to slatop_audit;

grant select (
    call_id, enterprise_no, started_at, answered_at, ended_at, direction, caller_masked, callee_masked,
    billed_minutes, fee, recording_id
) on sla.call_record to slatop_audit;

grant select (
    log_id, occurred_at, enterprise_no, operator, action, object, result, client_ip, detail_masked
) on sla.business_log to slatop_audit;

commit;
