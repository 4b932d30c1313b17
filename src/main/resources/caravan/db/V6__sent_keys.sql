-- The keys that a topic holds of a stream that may take a snapshot: those that a snapshot does not list become tombstones.
create table caravan_sent_key (
  stream       varchar(255) not null,
  topic        varchar(255) not null,
  -- 128 bits of the key in hex, since a key may be longer than an index takes
  key_digest   varchar(32) not null,
  record_key   text not null,
  -- the latest snapshot that listed it
  snapshot_id  varchar(64),
  primary key (stream, topic, key_digest)
);
