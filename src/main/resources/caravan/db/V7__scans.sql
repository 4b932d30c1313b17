-- Full scans that delete what the API no longer lists: the latest one of each stream.
create table caravan_scan (
  stream   varchar(255) primary key,
  scan_id  varchar(64) not null
);
-- What each of them loads. Whoever loads one of these targets meanwhile notes its keys as listed.
create table caravan_scan_target (
  target      varchar(255) not null,
  stream      varchar(255) not null,
  -- the scan under way, null between scans
  scan_id     varchar(64),
  -- when it began, in milliseconds since 1970
  begun       bigint not null,
  -- false: the scan found the target on the way, so others may have loaded it unseen before
  from_start  boolean not null,
  -- records that came without a key that the target would know
  unkeyed     bigint not null,
  -- counts who loads, so that they take turns with the end of the scan
  loads       bigint not null,
  primary key (target, stream)
);
