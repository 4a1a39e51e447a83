-- 4.2: the incidents that may be failures of the sub-platform, with their cause: not voided, no time infinite.
select incident_id, cause
  from sla.incident
 where not voided
   and not exists (select from unnest(array[opened_at, detected_at, switched_at, recovered_at, closed_at]) as given (at)
                    where not isfinite(at) or at >= timestamptz '294247-01-10 04:00:54.775806+00')
