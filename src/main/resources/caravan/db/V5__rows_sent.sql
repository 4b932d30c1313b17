-- Records that a run sent to a topic.
alter table caravan_run add column sent bigint default 0 not null;
