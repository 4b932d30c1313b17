-- Records of a run that had come before in the same run.
alter table caravan_run add column repeated bigint default 0 not null;
