-- Reports of new guests read those of a span of dates.
CREATE INDEX CONCURRENTLY guests_created ON guests (network_id, created_at);
