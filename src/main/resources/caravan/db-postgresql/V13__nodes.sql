-- Processes of Caravan that are alive: who does not renew its row in time is deleted by another one. The time is the
-- database's own, in the server's own form.
create table caravan_node (
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
  expires_at   timestamp with time zone not null
);

-- Who runs a stream, with the streams that wait for its runs: a node, which may be gone, or nobody.
create table caravan_lease (
  stream  varchar(255) primary key,
  node    varchar(64)
);
create index caravan_lease_node on caravan_lease (node);

-- When the next run of a stream is due, wherever it will be.
create table caravan_due (
  stream  varchar(255) primary key,
  due_at  timestamp with time zone not null
);
