-- What a stream that runs once per parent knows about each: one row per parent, and only for streams that have
-- a watermark or a parentVersion. Rows of parents that are gone are deleted.
create table caravan_parent (
  stream     varchar(255) not null,
  -- the parent's key as text
  parent     varchar(1000) not null,
  -- the newest mark among its records, in the API's own form
  watermark  varchar(1000),
  -- the parent's own version when its records were read
  version    varchar(255),
  primary key (stream, parent)
);
