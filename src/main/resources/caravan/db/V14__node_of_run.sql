-- The process of a run, by the name of its node.
alter table caravan_run add column node varchar(255);
