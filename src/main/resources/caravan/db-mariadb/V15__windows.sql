-- The windows of streams that are read in slices, as long as they are not complete.
create table if not exists caravan_window (
  stream   varchar(255) not null,
  -- the first mark of the window and the first beyond it: nanoseconds since 1970, or the number itself;
  -- 9223372036854775807 where it has no end
  low      bigint not null,
  high     bigint not null,
  -- waiting, open, or aside when the scan goes on without it
  state    varchar(16) not null,
  -- how far it is read, as JSON
  scan     longtext,
  primary key (stream, low, high)
) engine = InnoDB, default collate = utf8mb4_nopad_bin;
