-- The places of an API's quota: which node has how many, and when those are free that nobody has.
create table caravan_quota (
  api      varchar(255) primary key,
  version  bigint not null,
  state    text not null
);
