-- A change of a campaign counts at once. The write of a batch holds a shared lock of its network from its look at the rules
-- version to its commit, and a change takes that lock alone before it names its instant. So a batch that was written by the
-- rules of before was decided before that instant, and each later one finds the newer version.
DO $$ DECLARE
  body text := pg_get_functiondef('till_write(till_batch[])'::regprocedure);
  look constant text := 'SELECT n.rules_version, n.epoch, n.system_identifier INTO';
  held text;
BEGIN
  held := replace(body, look, 'PERFORM pg_advisory_xact_lock_shared(hashtextextended(''loyalty.rules.'' || given.network, 0));
    ' || look);
  IF held = body THEN RAISE EXCEPTION 'till_write does not look at the rules version'; END IF;
  EXECUTE held;
END $$;

-- The instant from which a change counts that this transaction makes: now, where no write of the network is under way for
-- longer than the time-out; else after `p_lead`, which is longer than a transaction may take. Times of acts are in
-- milliseconds, rounded down, so it is the begin of the next one.
CREATE FUNCTION rules_count_from(p_network uuid, p_lead interval) RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp SET lock_timeout = '100ms' AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('loyalty.rules.' || p_network, 0));
  RETURN date_trunc('milliseconds', clock_timestamp()) + interval '1 ms';
EXCEPTION WHEN lock_not_available THEN
  RETURN clock_timestamp() + p_lead;
END $$;
REVOKE ALL ON FUNCTION rules_count_from FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rules_count_from TO loyalty_app;

ALTER TABLE campaign_states DROP CONSTRAINT campaign_states_check, ADD CHECK (effective_from >= changed_at);
