-- Until then the person of the case acts under a limit: a guest confirms every spending, and acts by hand, refunds and claims of a
-- member of staff wait for others. Null: there is no limit.
ALTER TABLE fraud_cases ADD COLUMN limited_until timestamptz;
CREATE INDEX fraud_cases_limited ON fraud_cases (network_id, limited_until) WHERE limited_until IS NOT NULL;
GRANT UPDATE (limited_until) ON fraud_cases TO loyalty_app;
