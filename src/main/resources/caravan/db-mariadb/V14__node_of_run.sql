-- The process of a run, by the name of its node.
alter table caravan_run add column if not exists node varchar(255);
