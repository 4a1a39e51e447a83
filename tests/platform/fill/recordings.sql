-- Recordings of sessions that have ended, the project's own, by format and in two parts; one lacks its first part,
-- one is damaged, and of some that should have one there is none.
insert into sla.bastion_recording (session_id, part, data)
select s.session_id, part, case when part = 0 then substr(f.bytes, 1, 6000) else substr(f.bytes, 6001) end
from sla.bastion_session s
join (values ('asciicast', decode(:'cast', 'base64')), ('jumpserver', decode(:'replay', 'base64')), ('tlog', decode(:'tlog', 'base64')),
             ('script', decode(:'script', 'base64')), ('sudo', decode(:'sudo', 'base64'))) as f (format, bytes) on f.format = s.recording_format,
     generate_series(0, 1) as part
where s.ended_at is not null and s.session_id > (select max(session_id) - 60 from sla.bastion_session)
  and s.session_id % 19 <> 3 and not (s.session_id % 23 = 7 and part = 0);
update sla.bastion_recording set data = overlay(data placing '\x00ff00ff' from 200 for 400) where session_id % 29 = 11 and part = 0;
update sla.bastion_session s set recording_size = r.size
from (select session_id, sum(length(data)) as size from sla.bastion_recording group by 1) as r where r.session_id = s.session_id;

-- 4.4: cleared for a customer: the whole recording, or its commands only. Of the sessions that a row of an account
-- names three of four are, for that account; a fifth of the others, for one that no row of theirs names.
insert into sla.recording_clearance (session_id, enterprise_no, sha256, cleared_by, cleared_at)
select s.session_id, coalesce(named.enterprise_no, a.enterprise_no),
       case when s.session_id % 5 <> 1 then (select sha256(string_agg(data, '' order by part)) from sla.bastion_recording r where r.session_id = s.session_id) end,
       '陈安全', s.ended_at + interval '1 day'
from sla.bastion_session s
join log_account a on a.place = s.session_id % 7
left join (select session_id, min(enterprise_no) as enterprise_no
           from (select session_id, enterprise_no from sla.private_access union all select session_id, enterprise_no from sla.deletion) as rows
           where enterprise_no is not null group by 1) as named on named.session_id = s.session_id
where s.ended_at is not null and case when named.session_id is not null then s.session_id % 4 <> 1 else s.session_id % 5 = 0 end;
