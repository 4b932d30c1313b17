-- The places of an API's quota: which node has how many, and when those are free that nobody has.
create table if not exists caravan_quota (
  api      varchar(255) primary key,
  version  bigint not null,
  state    longtext not null
) engine = InnoDB, default collate = utf8mb4_nopad_bin;
