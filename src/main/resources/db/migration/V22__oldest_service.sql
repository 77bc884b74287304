-- The oldest service that works with these tables, by the newest migration that it knows. The first migration of a release
-- sets it to the newest one of the release before; a service that is older is not ready any more, and does not start.
create table oldest_service (
    schema_version text not null
);

insert into oldest_service values ('19');
