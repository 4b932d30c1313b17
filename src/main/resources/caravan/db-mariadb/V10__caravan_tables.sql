-- Caravan's own tables, for MariaDB. A statement that changes a table is kept at once there, so each of them can be run
-- again after a script that was cut off. Texts compare by their bytes, and instants are in UTC.

-- One row per stream; state is the checkpoint as JSON. Moves in the transaction of the rows it speaks of.
create table if not exists caravan_checkpoint (
  stream      varchar(255) primary key,
  version     bigint not null,
  state       longtext not null,
  updated_at  datetime(6) not null
) engine = InnoDB, default collate = utf8mb4_nopad_bin;

-- The history and the ledger of runs. Of a worker, events = applied + duplicates + dead_letters + skipped.
create table if not exists caravan_run (
  run_id        varchar(64) primary key,
  stream        varchar(255) not null,
  state         varchar(16) not null,
  started       datetime(6) not null,
  ended         datetime(6),
  pages         bigint not null default 0,
  fetched       bigint not null default 0,
  inserted      bigint not null default 0,
  updated       bigint not null default 0,
  unchanged     bigint not null default 0,
  deleted       bigint not null default 0,
  quarantined   bigint not null default 0,
  dropped       bigint not null default 0,
  added         bigint not null default 0,
  requests      bigint not null default 0,
  retries       bigint not null default 0,
  waited_ms     bigint not null default 0,
  error         longtext,
  notes         longtext,
  events        bigint not null default 0,
  applied       bigint not null default 0,
  duplicates    bigint not null default 0,
  dead_letters  bigint not null default 0,
  skipped       bigint not null default 0,
  -- records that the run sent to a topic
  sent          bigint not null default 0,
  -- when the process that ended the run meant to begin the next one
  next_attempt  datetime(6),
  -- when the process of the run last said that it is under way
  alive_at      datetime(6),
  index caravan_run_stream (stream, started)
) engine = InnoDB, default collate = utf8mb4_nopad_bin;

-- Records that could not be loaded, with the reason and the record as it came.
create table if not exists caravan_quarantine (
  id             bigint auto_increment primary key,
  stream         varchar(255) not null,
  run_id         varchar(64) not null,
  target         varchar(255) not null,
  page_position  longtext,
  reason         varchar(64) not null,
  detail         longtext,
  record         longtext not null,
  created_at     datetime(6) not null,
  index caravan_quarantine_stream (stream, created_at)
) engine = InnoDB, default collate = utf8mb4_nopad_bin;

-- Which field of a record went into which column of a target table.
create table if not exists caravan_column (
  -- a table's name is of letters that are one byte each
  target       varchar(255) character set ascii collate ascii_nopad_bin not null,
  field        varchar(600) not null,
  column_name  varchar(255) not null,
  -- true: the column was in the table before Caravan and is never altered
  adopted      boolean not null,
  primary key (target, field)
) engine = InnoDB, default collate = utf8mb4_nopad_bin;

-- What a stream that runs once per parent knows about each: one row per parent, and only for streams that have
-- a watermark or a parentVersion. Rows of parents that are gone are deleted.
create table if not exists caravan_parent (
  stream     varchar(255) not null,
  -- the parent's key as text
  parent     varchar(1000) not null,
  -- the newest mark among its records, in the API's own form
  watermark  varchar(1000),
  -- the parent's own version when its records were read
  version    varchar(255),
  -- by a digest, since a key may be longer than an index takes
  unique (stream, parent) using hash,
  index caravan_parent_begin (stream, parent(255))
) engine = InnoDB, default collate = utf8mb4_nopad_bin;

-- Events that workers have applied. An id is written in the transaction of the rows that its event brought.
create table if not exists caravan_seen_event (
  stream    varchar(255) not null,
  source    varchar(255) not null,
  event_id  varchar(255) not null,
  seen_at   datetime(6) not null,
  primary key (stream, source, event_id),
  -- finds what is old enough to be forgotten
  index caravan_seen_event_age (stream, seen_at)
) engine = InnoDB, default collate = utf8mb4_nopad_bin;

-- What people did to checkpoints by hand: the state before and after, as JSON.
create table if not exists caravan_checkpoint_change (
  id          bigint auto_increment primary key,
  stream      varchar(255) not null,
  action      varchar(16) not null,
  old_state   longtext not null,
  new_state   longtext not null,
  changed_at  datetime(6) not null,
  index caravan_checkpoint_change_stream (stream, changed_at)
) engine = InnoDB, default collate = utf8mb4_nopad_bin;

-- The keys that a topic holds of a stream that may take a snapshot: those that a snapshot does not list become tombstones.
create table if not exists caravan_sent_key (
  stream       varchar(255) not null,
  topic        varchar(255) not null,
  -- 128 bits of the key in hex, since a key may be longer than an index takes
  key_digest   varchar(32) not null,
  record_key   longtext not null,
  -- the latest snapshot that listed it
  snapshot_id  varchar(64),
  primary key (stream, topic, key_digest)
) engine = InnoDB, default collate = utf8mb4_nopad_bin;

-- Full scans that delete what the API no longer lists: the latest one of each stream.
create table if not exists caravan_scan (
  stream   varchar(255) primary key,
  scan_id  varchar(64) not null
) engine = InnoDB, default collate = utf8mb4_nopad_bin;

-- What each of them loads. Whoever loads one of these targets meanwhile notes its keys as listed.
create table if not exists caravan_scan_target (
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
) engine = InnoDB, default collate = utf8mb4_nopad_bin;

-- What people did with dead letters. The time when a letter was given up tells apart those of a topic that was made anew.
create table if not exists caravan_dead_letter (
  topic       varchar(255) not null,
  part        integer not null,
  position    bigint not null,
  failed_at   varchar(64) not null,
  outcome     varchar(16) not null,
  decided_at  datetime(6) not null,
  primary key (topic, part, position, failed_at)
) engine = InnoDB, default collate = utf8mb4_nopad_bin;

-- One row per target table: the page that holds it is the one that loads the table.
create table if not exists caravan_lock (
  name  varchar(255) primary key
) engine = InnoDB, default collate = utf8mb4_nopad_bin;
