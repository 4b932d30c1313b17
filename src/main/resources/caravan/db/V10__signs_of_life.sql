-- When the process of a run last said that it is under way.
alter table caravan_run add column alive_at timestamp with time zone;
