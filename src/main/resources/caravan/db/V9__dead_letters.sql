-- What people did with dead letters. The time when a letter was given up tells apart those of a topic that was made anew.
create table caravan_dead_letter (
  topic          varchar(255) not null,
  part           integer not null,
  position       bigint not null,
  failed_at      varchar(64) not null,
  outcome        varchar(16) not null,
  decided_at     timestamp with time zone not null,
  primary key (topic, part, position, failed_at)
);
