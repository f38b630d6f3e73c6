-- Sessions of a bound till, which end with it.
CREATE INDEX CONCURRENTLY sessions_bound_till ON sessions (bound_till_id) WHERE bound_till_id IS NOT NULL;
