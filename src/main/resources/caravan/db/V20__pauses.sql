-- Streams that people have paused: no run of theirs begins.
create table caravan_pause (
  stream  varchar(255) primary key,
  since   timestamp with time zone not null
);
