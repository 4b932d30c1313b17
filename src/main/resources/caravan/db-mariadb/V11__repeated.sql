-- Records that came again within their run.
alter table caravan_run add column if not exists repeated bigint default 0 not null;
