-- When background jobs have their next work in a network (src/transactions/jobs/network-signs.ts), beside what is due now (network_signs).
-- `next`: in how many milliseconds, within 30 days, and when the next `hour` of the network's clock begins.
CREATE OR REPLACE FUNCTION network_moments(p_networks uuid[])
RETURNS TABLE (id uuid, next jsonb)
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp
  -- Each subquery must probe an index, also before the tables were ever analysed.
  SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
DECLARE
  network uuid;
  written timestamptz := ledger_now();
  now_at timestamptz := clock_timestamp();
BEGIN
  FOREACH network IN ARRAY p_networks LOOP
    PERFORM set_config('app.network_id', network::text, true);
    RETURN QUERY SELECT network,
      (SELECT jsonb_object_agg(m.job, ceil(1000 * extract(epoch FROM m.at - m.since))::bigint) FROM (VALUES
        ('hour', written, (SELECT (date_trunc('hour', written AT TIME ZONE n.time_zone) + interval '1 hour') AT TIME ZONE n.time_zone
            FROM networks n WHERE n.id = network)),
        ('expirations', written, (SELECT g.due_at FROM guest_states g
            WHERE g.network_id = network AND g.due_at > written AND g.due_at < 'infinity' ORDER BY g.due_at LIMIT 1)),
        ('redemption-expiry', written, (SELECT r.expires_at FROM redemptions r
            WHERE r.network_id = network AND r.status IN ('PENDING', 'READY') AND r.expires_at > written
            ORDER BY r.expires_at LIMIT 1)),
        ('budget-leases', now_at, (SELECT l.expires_at FROM budget_leases l
            WHERE l.network_id = network AND l.is_open AND l.expires_at > now_at ORDER BY l.expires_at LIMIT 1)),
        ('automations', written, least(
            (SELECT a.due_at FROM automations a WHERE a.network_id = network AND a.due_at > written ORDER BY a.due_at LIMIT 1),
            (SELECT min(r.due_at) FROM automations a
              CROSS JOIN LATERAL (SELECT r.due_at FROM automation_runs r WHERE r.network_id = network AND r.automation_id = a.id
                AND r.state = 'WAITING' AND r.due_at > written ORDER BY r.due_at LIMIT 1) r
              WHERE a.network_id = network AND a.state IN ('ACTIVE', 'PAUSED') AND a.state = 'ACTIVE'))),
        ('inbox', now_at, (SELECT i.due_at FROM inbox_events i
            WHERE i.network_id = network AND i.status = 'WAITING' AND i.due_at > now_at ORDER BY i.due_at LIMIT 1)),
        ('wheel', written, (SELECT w.ends_at FROM wheel_epochs w
            WHERE w.network_id = network AND w.ended_at IS NULL AND w.ends_at > written)),
        ('feedback', written, (SELECT f.ask_at FROM feedback_requests f
            WHERE f.network_id = network AND f.state = 'WAITING' AND f.ask_at > written ORDER BY f.ask_at LIMIT 1)),
        ('online-payments', written, (SELECT o.check_at FROM online_payments o
            WHERE o.network_id = network AND o.status IN ('NEW', 'PENDING') AND o.check_at > written ORDER BY o.check_at LIMIT 1)),
        ('erasures', now_at, (SELECT e.due_at FROM erasures e
            WHERE e.network_id = network AND e.status IN ('WAITING', 'RUNNING') AND e.due_at > now_at ORDER BY e.due_at LIMIT 1))
      ) m (job, since, at)
        -- What never ends has a moment too; a queue need not keep it.
        WHERE m.at < m.since + interval '30 days');
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION network_moments FROM PUBLIC;
GRANT EXECUTE ON FUNCTION network_moments TO loyalty_app;
