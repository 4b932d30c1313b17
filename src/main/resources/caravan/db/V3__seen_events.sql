-- Events that workers have applied. An id is written in the transaction of the rows that its event brought.
create table caravan_seen_event (
  stream    varchar(255) not null,
  source    varchar(255) not null,
  event_id  varchar(255) not null,
  seen_at   timestamp with time zone not null,
  primary key (stream, source, event_id)
);
-- Finds what is old enough to be forgotten.
create index caravan_seen_event_age on caravan_seen_event (stream, seen_at);

-- What became of the events of a worker: events = applied + duplicates + dead_letters + skipped.
alter table caravan_run add column events bigint default 0 not null;
alter table caravan_run add column applied bigint default 0 not null;
alter table caravan_run add column duplicates bigint default 0 not null;
alter table caravan_run add column dead_letters bigint default 0 not null;
alter table caravan_run add column skipped bigint default 0 not null;
