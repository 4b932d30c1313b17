-- What a run waits for, when its process last said that it is under way.
alter table caravan_run add column if not exists waits varchar(1000);
