-- By what a record in quarantine is recognised, so that a newer one of its key heals it, and so that it can be tried
-- again.
alter table caravan_quarantine add column key_digest varchar(32);
alter table caravan_quarantine add column record_version varchar(255);
alter table caravan_quarantine add column passage varchar(16);
-- The record as it was before the route's steps, where these may have changed it.
alter table caravan_quarantine add column before_steps text;
-- What was tried, and what became of it: null while nothing did.
alter table caravan_quarantine add column attempts bigint default 0 not null;
alter table caravan_quarantine add column last_error text;
alter table caravan_quarantine add column outcome varchar(16);
alter table caravan_quarantine add column decided_at timestamp with time zone;
alter table caravan_quarantine add column decided_run varchar(64);
create index caravan_quarantine_open on caravan_quarantine (target, outcome, key_digest);
create index caravan_quarantine_outcome on caravan_quarantine (outcome, id);

-- What ran lately, whatever the stream.
create index caravan_run_started on caravan_run (started);
