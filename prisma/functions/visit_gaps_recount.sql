-- Sums up `visit_gaps` of a network from the days of its guests, beside the follower: what is wrong is told as a difference, and the
-- follower adds differences too. Nothing is written before all is read, so the readers of the event log go on meanwhile. Returns
-- how many rows were corrected.
CREATE OR REPLACE FUNCTION visit_gaps_recount(p_network uuid) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp AS $$
DECLARE
  days date[];
  gaps smallint[];
  more_visits bigint[];
  more_firsts bigint[];
  more_seconds bigint[];
BEGIN
  -- Two at once would both add the same difference.
  PERFORM pg_advisory_xact_lock(hashtext('visit_gaps_recount'), hashtext(p_network::text));
  WITH known AS (
    SELECT coalesce(k.person_id, d.guest_id) AS person, d.business_date AS day, sum(d.visits)::bigint AS visits
    FROM guest_days d LEFT JOIN guest_cohorts k ON k.network_id = p_network AND k.guest_id = d.guest_id
    WHERE d.network_id = p_network GROUP BY 1, 2 HAVING sum(d.visits) > 0
  ), placed AS (
    SELECT k.day, k.visits, lag(k.day) OVER w AS last, lag(k.visits) OVER w AS visits_of_last, lag(k.day, 2) OVER w AS last_but_one
    FROM known k WINDOW w AS (PARTITION BY k.person ORDER BY k.day)
  ), told AS (
    SELECT p.day, g.gap, g.visits, g.firsts, g.seconds
    FROM placed p CROSS JOIN LATERAL visits_with_gaps(p.day, p.visits, p.last, p.visits_of_last, p.last_but_one) g
    UNION ALL
    SELECT f.business_date, f.gap, -f.visits, -f.firsts, -f.seconds FROM visit_gaps f WHERE f.network_id = p_network
  ), wrong AS (
    SELECT t.day, t.gap, sum(t.visits)::bigint AS visits, sum(t.firsts)::bigint AS firsts, sum(t.seconds)::bigint AS seconds
    FROM told t GROUP BY t.day, t.gap HAVING (sum(t.visits), sum(t.firsts), sum(t.seconds)) <> (0, 0, 0))
  SELECT array_agg(w.day), array_agg(w.gap), array_agg(w.visits), array_agg(w.firsts), array_agg(w.seconds)
  INTO days, gaps, more_visits, more_firsts, more_seconds FROM wrong w;
  IF days IS NULL THEN RETURN 0; END IF;
  -- The follower writes rows in another order, and each would wait for the other.
  PERFORM FROM event_cursors c WHERE c.network_id = p_network AND c.subscriber = 'cohorts' FOR UPDATE;
  INSERT INTO visit_gaps AS f (network_id, business_date, gap, visits, firsts, seconds)
  SELECT p_network, u.day, u.gap, u.visits, u.firsts, u.seconds
  FROM unnest(days, gaps, more_visits, more_firsts, more_seconds) u(day, gap, visits, firsts, seconds)
  ON CONFLICT (network_id, business_date, gap) DO UPDATE SET visits = f.visits + excluded.visits, firsts = f.firsts + excluded.firsts,
    seconds = f.seconds + excluded.seconds;
  RETURN cardinality(days);
END $$;
REVOKE ALL ON FUNCTION visit_gaps_recount FROM PUBLIC;
GRANT EXECUTE ON FUNCTION visit_gaps_recount TO loyalty_app;
