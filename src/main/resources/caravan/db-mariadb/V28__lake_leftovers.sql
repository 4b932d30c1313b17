-- What a process that is killed leaves in the lake: whose files no snapshot may have, and what an expiry was to delete.
create table if not exists caravan_lake_attempt (
  table_name  varchar(255) not null,
  attempt     varchar(64) not null,
  publisher   varchar(255) not null,
  begun_ms    bigint not null,
  primary key (table_name, attempt)
) engine = InnoDB, default collate = utf8mb4_nopad_bin;

create table if not exists caravan_lake_garbage (
  table_name  varchar(255) not null,
  path        longtext not null
) engine = InnoDB, default collate = utf8mb4_nopad_bin;
create index if not exists caravan_lake_garbage_table on caravan_lake_garbage (table_name);
