-- Streams that people have paused: no run of theirs begins.
create table if not exists caravan_pause (
  stream  varchar(255) primary key,
  since   datetime(6) not null
) engine = InnoDB, default collate = utf8mb4_nopad_bin;
