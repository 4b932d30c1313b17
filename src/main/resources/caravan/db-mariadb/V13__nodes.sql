-- Processes of Caravan that are alive: who does not renew its row in time is deleted by another one. The time is the
-- database's own.
create table if not exists caravan_node (
  node         varchar(64) primary key,
  name         varchar(255) not null,
  -- the machine and its space of process numbers, empty when unknown
  place        varchar(255) not null,
  pid          bigint not null,
  born         bigint not null,
  -- a process that runs each stream once, and takes no share of the others
  once         boolean not null,
  -- how many leases it wants at most
  wants        integer not null,
  expires_at   datetime(6) not null
) engine = InnoDB, default collate = utf8mb4_nopad_bin;

-- Who runs a stream, with the streams that wait for its runs: a node, which may be gone, or nobody.
create table if not exists caravan_lease (
  stream  varchar(255) primary key,
  node    varchar(64),
  index caravan_lease_node (node)
) engine = InnoDB, default collate = utf8mb4_nopad_bin;

-- When the next run of a stream is due, wherever it will be.
create table if not exists caravan_due (
  stream  varchar(255) primary key,
  due_at  datetime(6) not null
) engine = InnoDB, default collate = utf8mb4_nopad_bin;
