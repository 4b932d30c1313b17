-- What people did to checkpoints by hand: the state before and after, as JSON.
create table caravan_checkpoint_change (
  id          integer primary key autoincrement,
  stream      varchar(255) not null,
  action      varchar(16) not null,
  old_state   text not null,
  new_state   text not null,
  changed_at  timestamp with time zone not null
);
create index caravan_checkpoint_change_stream on caravan_checkpoint_change (stream, changed_at);
