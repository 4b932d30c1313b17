-- When the process that ended a run meant to begin the next one.
alter table caravan_run add column next_attempt timestamp with time zone;
