-- Indexes and triggers back in place, and nothing left of the plan.
select indexdef from set_aside order by indexname \gexec

drop schema fill cascade;
discard temp;
