-- Settings as in settings.sql, and where and when this snapshot is (struct snapshot).
select pg_catalog.pg_is_in_recovery() as recovery,
       pg_catalog.clock_timestamp() as clock,
       pg_catalog.pg_last_xact_replay_timestamp() as replayed,
       beat.beat_at,
       beat.system_identifier,
       beat.timeline,
       pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot()) as xmin,
       case when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_replay_lsn()
            else pg_catalog.pg_current_wal_lsn() end as lsn,
       pg_catalog.set_config('search_path', 'pg_catalog', true),
       pg_catalog.set_config('statement_timeout', $1, true),
       pg_catalog.set_config('lock_timeout', $2, true)
  from (select) as here
  left join (select beat_at, system_identifier, timeline
               from sla.heartbeat order by beat_at desc limit 1) as beat on true
