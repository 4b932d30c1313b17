-- What the sessions of a node are marked by, so that who takes over its streams can end them; empty when nothing is.
alter table caravan_node add column if not exists sessions varchar(64) default '' not null;
