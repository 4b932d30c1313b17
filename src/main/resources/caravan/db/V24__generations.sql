-- Tables that full scans replace as a whole, each by one stream.
create table caravan_generation (
  target   varchar(255) primary key,
  stream   varchar(255) not null,
  -- the scan whose records the next generation holds so far, null when it has taken the place of the one before
  scan_id  varchar(64),
  -- the scan of the stream that has begun, null when its generation has taken the place of the one before
  begun_id varchar(64)
);
