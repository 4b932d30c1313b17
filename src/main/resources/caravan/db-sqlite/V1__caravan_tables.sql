-- Caravan's own tables, for SQLite. Instants are texts of one length in UTC, such as 2026-01-02T03:04:05.060708Z.

-- One row per stream; state is the checkpoint as JSON. Moves in the transaction of the rows it speaks of.
create table caravan_checkpoint (
  stream      varchar(255) primary key,
  version     bigint not null,
  state       text not null,
  updated_at  timestamp with time zone not null
);

-- The history and the ledger of runs.
create table caravan_run (
  run_id       varchar(64) primary key,
  stream       varchar(255) not null,
  state        varchar(16) not null,
  started      timestamp with time zone not null,
  ended        timestamp with time zone,
  pages        bigint not null default 0,
  fetched      bigint not null default 0,
  inserted     bigint not null default 0,
  updated      bigint not null default 0,
  unchanged    bigint not null default 0,
  deleted      bigint not null default 0,
  quarantined  bigint not null default 0,
  dropped      bigint not null default 0,
  added        bigint not null default 0,
  requests     bigint not null default 0,
  retries      bigint not null default 0,
  waited_ms    bigint not null default 0,
  error        text,
  notes        text
);
create index caravan_run_stream on caravan_run (stream, started);

-- Records that could not be loaded, with the reason and the record as it came.
create table caravan_quarantine (
  id             integer primary key autoincrement,
  stream         varchar(255) not null,
  run_id         varchar(64) not null,
  target         varchar(255) not null,
  page_position  text,
  reason         varchar(64) not null,
  detail         text,
  record         text not null,
  created_at     timestamp with time zone not null
);
create index caravan_quarantine_stream on caravan_quarantine (stream, created_at);

-- Which field of a record went into which column of a target table.
create table caravan_column (
  target       varchar(255) not null,
  field        varchar(600) not null,
  column_name  varchar(255) not null,
  -- true: the column was in the table before Caravan and is never altered
  adopted      boolean not null,
  primary key (target, field)
);
