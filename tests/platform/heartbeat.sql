-- The platform's heartbeat: one row, set each second.
with control as (
    select clock_timestamp() as beat_at, s.system_identifier, c.timeline_id as timeline
    from pg_control_system() s, pg_control_checkpoint() c
), beat as (
    update sla.heartbeat h
    set beat_at = control.beat_at, system_identifier = control.system_identifier, timeline = control.timeline
    from control
    returning 1
)
insert into sla.heartbeat (beat_at, system_identifier, timeline)
select beat_at, system_identifier, timeline from control where not exists (select from beat);
