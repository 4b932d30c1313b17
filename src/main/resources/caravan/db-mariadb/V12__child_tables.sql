-- Tables whose rows are the elements of lists within records, and the tables that these records are in.
create table if not exists caravan_child_table (
  target  varchar(255) primary key,
  parent  varchar(255) not null
) engine = InnoDB, default collate = utf8mb4_nopad_bin;
