-- Networks that are closed because they move, or have moved to another cell: the senders of messages leave them out each time they look.
CREATE INDEX CONCURRENTLY networks_moving ON networks (id) WHERE moving_since IS NOT NULL;
