-- What tells that a network has work for background jobs (src/transactions/jobs/network-signs.ts): one statement in place of one
-- of each job for each network. `reached`: the last event below the watermark (ledger.md, rule 12). `due`: the jobs whose work
-- has come; each by the condition by which the job itself finds it.
CREATE OR REPLACE FUNCTION network_signs(p_networks uuid[])
RETURNS TABLE (id uuid, reached text, rules bigint, due text[])
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp
  -- Whatever the statistics say: each is a probe of an index, and planning them anew takes longer than all of them.
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
DECLARE
  network uuid;
  last_event record;
  sealed_epoch integer;
  sealed_xid bigint;
  sealed_id uuid;
  current_epoch integer;
  written timestamptz := ledger_now();
  now_at timestamptz := clock_timestamp();
BEGIN
  FOREACH network IN ARRAY p_networks LOOP
    PERFORM set_config('app.network_id', network::text, true);
    current_epoch := epoch_of(network);
    SELECT e.epoch, e.xid, e.id INTO last_event FROM events e
      WHERE e.network_id = network
        AND (e.epoch < current_epoch OR e.xid < (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint))
      ORDER BY e.epoch DESC, e.xid DESC, e.id DESC LIMIT 1;
    SELECT s.to_epoch, s.to_xid, s.to_id INTO sealed_epoch, sealed_xid, sealed_id FROM seals s
      WHERE s.network_id = network ORDER BY s.number DESC LIMIT 1;
    -- Values, because an expression here would be a filter over each event of the network.
    IF sealed_epoch IS NULL THEN
      sealed_epoch := 0; sealed_xid := 0; sealed_id := '00000000-0000-0000-0000-000000000000';
    END IF;
    RETURN QUERY SELECT network, last_event.epoch || '/' || last_event.xid || '/' || last_event.id,
      (SELECT n.rules_version FROM networks n WHERE n.id = network),
      array_remove(ARRAY[
        -- Of the journal are the transactions alone; behind a thousand others the job looks for itself.
        CASE WHEN (SELECT count(*) = 1000 OR coalesce(bool_or(u.type LIKE 'transaction.%'), false)
            FROM (SELECT e.type FROM events e WHERE e.network_id = network
                AND (e.epoch, e.xid, e.id) > (sealed_epoch, sealed_xid, sealed_id)
                AND (e.epoch, e.xid, e.id) <= (last_event.epoch, last_event.xid, last_event.id)
              ORDER BY e.epoch, e.xid, e.id LIMIT 1000) u)
          THEN 'seals' END,
        CASE WHEN EXISTS (SELECT FROM guest_states g
            WHERE g.network_id = network AND g.due_at <= ledger_now() AND g.due_at < 'infinity')
          THEN 'expirations' END,
        CASE WHEN EXISTS (SELECT FROM redemptions r
            WHERE r.network_id = network AND r.status IN ('PENDING', 'READY') AND r.expires_at <= ledger_now())
          THEN 'redemption-expiry' END,
        CASE WHEN EXISTS (SELECT FROM budget_leases l
            WHERE l.network_id = network AND l.is_open AND l.expires_at <= clock_timestamp())
          THEN 'budget-leases' END,
        -- A local day of the network has begun somewhere on earth; the job knows where.
        CASE WHEN EXISTS (SELECT FROM gift_cards c
            WHERE c.network_id = network AND c.due_on <= (ledger_now() AT TIME ZONE 'UTC' + interval '14 hours')::date AND c.state = 'ACTIVE')
          THEN 'gift-ends' END,
        CASE WHEN EXISTS (SELECT FROM referral_rounds o WHERE o.network_id = network AND o.state = 'QUALIFIED')
            OR EXISTS (SELECT FROM referral_rounds o WHERE o.network_id = network AND o.state = 'RETURNING')
          THEN 'referrals' END,
        CASE WHEN EXISTS (SELECT FROM segment_passes p WHERE p.network_id = network AND NOT p.is_done)
            OR EXISTS (SELECT FROM event_cursors c JOIN event_cursors u ON u.network_id = network AND u.subscriber = 'guest-summaries'
              WHERE c.network_id = network AND c.subscriber = 'segments'
                AND (c.epoch, c.xid, c.id) < (u.epoch, u.xid, u.id))
          THEN 'segments' END,
        CASE WHEN EXISTS (SELECT FROM automations a WHERE a.network_id = network AND a.due_at <= ledger_now())
            OR EXISTS (SELECT FROM automations a
              WHERE a.network_id = network AND a.state IN ('ACTIVE', 'PAUSED') AND a.state = 'ACTIVE'
                AND EXISTS (SELECT FROM automation_runs r WHERE r.network_id = network AND r.automation_id = a.id
                  AND r.state = 'WAITING' AND r.due_at <= ledger_now()))
          THEN 'automations' END,
        CASE WHEN EXISTS (SELECT FROM inbox_events i
            WHERE i.network_id = network AND i.status = 'WAITING' AND i.due_at <= clock_timestamp())
          THEN 'inbox' END,
        CASE WHEN EXISTS (SELECT FROM webhooks w
            WHERE w.network_id = network AND w.removed_at IS NULL AND w.disabled_reason IS NULL AND w.due_at <= clock_timestamp()
              AND (w.lane_until IS NULL OR w.lane_until < clock_timestamp())
              AND (EXISTS (SELECT FROM events e
                  WHERE e.network_id = network AND (e.epoch, e.xid, e.id) > (w.epoch, w.xid, w.event_id))
                OR EXISTS (SELECT FROM webhook_deliveries d
                  WHERE d.network_id = network AND d.webhook_id = w.id AND d.status = 'WAITING' AND d.due_at <= clock_timestamp())))
          THEN 'webhooks' END,
        CASE WHEN EXISTS (SELECT FROM till_connections t
            WHERE t.network_id = network AND t.kind = 'IIKO' AND t.enabled AND t.removed_at IS NULL
              AND t.credentials_encrypted IS NOT NULL AND json_typeof(t.options -> 'mirror') = 'object')
          THEN 'mirror' END,
        -- A network without acts since the last look has nothing to judge; one that was never judged begins with its first act.
        -- The newest act alone is read: a join may call the function for each act of the network.
        CASE WHEN EXISTS (SELECT FROM fraud_positions f WHERE f.network_id = network AND f.due_at <= ledger_now()
              AND first_id_of(f.judged_to) <= (SELECT t.id FROM transactions t WHERE t.network_id = network ORDER BY t.id DESC LIMIT 1))
            OR EXISTS (SELECT FROM review_holds h WHERE h.network_id = network AND h.state IN ('WAITING', 'TAKING', 'FREEING'))
            OR EXISTS (SELECT FROM fraud_cases c WHERE c.network_id = network AND c.blocked_by IS NOT NULL)
            OR (NOT EXISTS (SELECT FROM fraud_positions f WHERE f.network_id = network)
              AND EXISTS (SELECT FROM transactions t WHERE t.network_id = network))
          THEN 'fraud' END,
        CASE WHEN EXISTS (SELECT FROM wheel_epochs w WHERE w.network_id = network AND w.ended_at IS NULL AND w.ends_at <= written)
            OR EXISTS (SELECT FROM wheel_draws d WHERE d.network_id = network AND d.is_return_due)
          THEN 'wheel' END,
        CASE WHEN EXISTS (SELECT FROM feedback_requests f
            WHERE f.network_id = network AND f.state = 'WAITING' AND f.ask_at <= written)
            OR EXISTS (SELECT FROM feedback_requests f WHERE f.network_id = network AND f.reward = 'DUE')
          THEN 'feedback' END,
        CASE WHEN EXISTS (SELECT FROM messages m WHERE m.network_id = network AND m.receipt = 'DUE') THEN 'warning-receipts' END,
        CASE WHEN EXISTS (SELECT FROM wallet_passes p WHERE p.network_id = network AND p.due_at <= now_at + interval '1 minute')
          THEN 'wallet-updates' END,
        CASE WHEN EXISTS (SELECT FROM online_payments o
            WHERE o.network_id = network AND o.status IN ('NEW', 'PENDING') AND o.check_at <= written)
            OR EXISTS (SELECT FROM payment_refunds r WHERE r.network_id = network AND r.status = 'PENDING' AND r.check_at <= written)
          THEN 'online-payments' END,
        CASE WHEN EXISTS (SELECT FROM erasures e
            WHERE e.network_id = network AND e.status IN ('WAITING', 'RUNNING') AND e.due_at <= now_at)
          THEN 'erasures' END,
        CASE WHEN EXISTS (SELECT FROM backtests b WHERE b.network_id = network AND b.status IN ('WAITING', 'RUNNING'))
          THEN 'backtests' END,
        CASE WHEN EXISTS (SELECT FROM guest_files g
            WHERE g.network_id = network AND g.status IN ('READING', 'CHECKING', 'RUNNING', 'UNDOING'))
          THEN 'guest-files' END,
        CASE WHEN EXISTS (SELECT FROM fact_exports x WHERE x.network_id = network AND x.status = 'RUNNING') THEN 'fact-exports' END
      ]::text[], NULL);
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION network_signs FROM PUBLIC;
GRANT EXECUTE ON FUNCTION network_signs TO loyalty_app;
