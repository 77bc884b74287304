-- Ids are compared as bytes, as in the log: the order of a language costs several times as much and means nothing here.
alter table account_summary
    alter column account_id type text collate "C",
    alter column owner_id type text collate "C";
alter table account_statement
    alter column account_id type text collate "C";
