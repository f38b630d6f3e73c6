-- The instant from which a change counts that this transaction makes: now, where no write of the network is under way for
-- longer than the time-out; else after `p_lead`, which is longer than a transaction may take. Times of acts are in
-- milliseconds, rounded down, so it is the begin of the next one.
CREATE OR REPLACE FUNCTION rules_count_from(p_network uuid, p_lead interval) RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp SET lock_timeout = '100ms' AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('loyalty.rules.' || p_network, 0));
  RETURN date_trunc('milliseconds', clock_timestamp()) + interval '1 ms';
EXCEPTION WHEN lock_not_available THEN
  RETURN clock_timestamp() + p_lead;
END $$;
REVOKE ALL ON FUNCTION rules_count_from FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rules_count_from TO loyalty_app;
