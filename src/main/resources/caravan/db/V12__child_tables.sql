-- Tables whose rows are the elements of lists within records, and the tables that these records are in.
create table caravan_child_table (
  target  varchar(255) primary key,
  parent  varchar(255) not null
);
