-- till_write for batches in which decisions of one person alone gave something (sole_gifts). Such batches are few; the others take
-- till_write itself, so that a sale by a confirmed programme pays nothing for this.
CREATE OR REPLACE FUNCTION till_write_gifts(p_batches till_entries[], p_gifts till_gift[])
RETURNS TABLE (batch integer, lost_group integer, reason text, digest uuid, holder uuid)
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  lost record;
  left_out text[] := '{}';
  gift till_gift;
BEGIN
  FOR lost IN SELECT w.batch, w.lost_group, w.reason, w.digest, w.holder FROM till_write(p_batches) w LOOP
    left_out := left_out || (lost.batch || ' ' || lost.lost_group);
    batch := lost.batch; lost_group := lost.lost_group; reason := lost.reason; digest := lost.digest; holder := lost.holder;
    RETURN NEXT;
  END LOOP;
  FOREACH gift IN ARRAY p_gifts LOOP
    CONTINUE WHEN gift.batch || ' ' || gift.grp = ANY (left_out);
    PERFORM set_config('app.network_id', gift.network::text, true);
    INSERT INTO sole_gifts (network_id, transaction_id, person_id, unit, guest_id, source, amount, waiting, hold_id, given_at)
    VALUES (gift.network, gift.transaction_id, gift.person, gift.unit, gift.guest, gift.source, gift.amount, gift.waiting, gift.hold, ledger_now());
    -- Fraud watch opens a case for what waits.
    IF gift.waiting > 0 THEN PERFORM pg_notify('job_requests', 'fraud ' || gift.network); END IF;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION till_write_gifts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION till_write_gifts TO loyalty_app;
