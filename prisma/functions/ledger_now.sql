-- The time by which the ledger decides and dates (ledger.md, rule 33): when the database began the transaction. Only the
-- owner of the schema can put another function in its place, as tests do.
CREATE OR REPLACE FUNCTION ledger_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
RETURN pg_catalog.now();
REVOKE ALL ON FUNCTION ledger_now FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_now TO loyalty_app, loyalty_platform;
