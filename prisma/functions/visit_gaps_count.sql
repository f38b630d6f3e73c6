-- Brings `visit_gaps` up to more or fewer visits of persons on some days: one entry of `p_persons`, `p_days` and `p_more` a
-- person and day, which `guest_days` has already. `p_owners` and `p_cards`: the guests who count as each of these persons.
CREATE OR REPLACE FUNCTION visit_gaps_count(p_network uuid, p_persons uuid[], p_days date[], p_more bigint[], p_owners uuid[], p_cards uuid[])
RETURNS void LANGUAGE sql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp AS $$
  WITH added AS MATERIALIZED (
    SELECT u.person, u.day, u.more FROM unnest(p_persons, p_days, p_more) u(person, day, more) WHERE u.more <> 0
  ), span AS MATERIALIZED (
    SELECT a.person, min(a.day) AS first, max(a.day) AS last FROM added a GROUP BY a.person
  ), near AS (
    -- The gap of a day depends on the two days before it, so the next two days after a change have others too.
    SELECT s.person, d.business_date AS day, d.visits::bigint AS visits, 0::bigint AS more
    FROM (SELECT s.person, s.first, s.last, c.card FROM span s JOIN unnest(p_owners, p_cards) c(person, card) ON c.person = s.person OFFSET 0) s
    CROSS JOIN LATERAL (
      (SELECT d.business_date, d.visits FROM guest_days d
       WHERE d.network_id = p_network AND d.guest_id = s.card AND d.business_date < s.first AND d.visits > 0
       ORDER BY d.business_date DESC LIMIT 2)
      UNION ALL
      (SELECT d.business_date, d.visits FROM guest_days d
       WHERE d.network_id = p_network AND d.guest_id = s.card AND d.business_date BETWEEN s.first AND s.last OFFSET 0)
      UNION ALL
      (SELECT d.business_date, d.visits FROM guest_days d
       WHERE d.network_id = p_network AND d.guest_id = s.card AND d.business_date > s.last AND d.visits > 0
       ORDER BY d.business_date LIMIT 2)) d
    UNION ALL
    SELECT a.person, a.day, 0, a.more FROM added a
  ), known AS (
    SELECT n.person, n.day, sum(n.visits)::bigint AS now, (sum(n.visits) - sum(n.more))::bigint AS before FROM near n GROUP BY n.person, n.day
  ), placed AS (
    SELECT k.person, k.day, side.sign, side.visits, lag(k.day) OVER w AS last, lag(side.visits) OVER w AS visits_of_last,
      lag(k.day, 2) OVER w AS last_but_one
    FROM known k CROSS JOIN LATERAL (VALUES (1, k.now), (-1, k.before)) side(sign, visits)
    WHERE side.visits > 0 WINDOW w AS (PARTITION BY side.sign, k.person ORDER BY k.day)
  ), told AS (
    SELECT p.day, g.gap, p.sign * g.visits AS visits, p.sign * g.firsts AS firsts, p.sign * g.seconds AS seconds
    FROM placed p JOIN span s ON s.person = p.person AND p.day >= s.first
    CROSS JOIN LATERAL visits_with_gaps(p.day, p.visits, p.last, p.visits_of_last, p.last_but_one) g)
  INSERT INTO visit_gaps AS f (network_id, business_date, gap, visits, firsts, seconds)
  SELECT p_network, t.day, t.gap, sum(t.visits), sum(t.firsts), sum(t.seconds) FROM told t GROUP BY t.day, t.gap
  HAVING (sum(t.visits), sum(t.firsts), sum(t.seconds)) <> (0, 0, 0)
  ON CONFLICT (network_id, business_date, gap) DO UPDATE SET visits = f.visits + excluded.visits, firsts = f.firsts + excluded.firsts,
    seconds = f.seconds + excluded.seconds
$$;
REVOKE ALL ON FUNCTION visit_gaps_count FROM PUBLIC;
GRANT EXECUTE ON FUNCTION visit_gaps_count TO loyalty_app;
