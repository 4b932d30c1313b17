create table hub_region (id bigint primary key, name text not null);
