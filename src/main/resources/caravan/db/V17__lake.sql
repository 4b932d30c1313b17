-- Tables of the lake: what was accepted for them, and what of it is known to be in them.
create table caravan_lake_table (
  name           varchar(255) primary key,
  table_uuid     varchar(64),
  columns_json   text not null,
  accepted       bigint not null,
  published      bigint not null,
  snapshot_id    bigint,
  attempt        varchar(64),
  attempt_seq    bigint,
  publisher      varchar(255),
  publisher_ms   bigint
);

-- Records on their way into the lake, in the order in which they were accepted.
create table caravan_lake_outbox (
  table_name   varchar(255) not null,
  seq          bigint not null,
  row_key      varchar(64) not null,
  kind         varchar(1) not null,
  stream       varchar(255) not null,
  row_version  text,
  content      varchar(64) not null,
  record       text not null,
  accepted_ms  bigint not null,
  primary key (table_name, seq)
);
create index caravan_lake_outbox_stream on caravan_lake_outbox (stream);

-- Which row of the lake each key has.
create table caravan_lake_row (
  table_name    varchar(255) not null,
  row_key       varchar(64) not null,
  row_version   text,
  content       varchar(64) not null,
  is_deleted    smallint not null,
  file_id       bigint,
  row_position  bigint,
  primary key (table_name, row_key)
);

create table caravan_lake_file (
  table_name  varchar(255) not null,
  file_id     bigint not null,
  path        text not null,
  primary key (table_name, file_id)
);
