-- Sums up the cells of one cohort from what is kept of its guests. Returns how many cells were corrected. The caller holds the
-- cursor of the cohorts.
CREATE OR REPLACE FUNCTION cohorts_sum(p_network uuid, p_joined date) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp AS $$
DECLARE
  corrected integer;
BEGIN
  WITH person AS MATERIALIZED (
    SELECT k.guest_id AS person, k.second_day - k.first_day AS days FROM guest_cohorts k
    WHERE k.network_id = p_network AND k.first_day >= p_joined AND k.first_day < p_joined + interval '1 month' AND k.person_id = k.guest_id
  ), month AS (
    SELECT p.person, months_since(p_joined, d.business_date) AS since, sum(d.visits) AS visits, sum(d.money) AS money FROM person p
    CROSS JOIN LATERAL (SELECT c.card FROM cards_of_person(p_network, p.person) c(card) OFFSET 0) c
    CROSS JOIN LATERAL (
      SELECT * FROM guest_days d WHERE d.network_id = p_network AND d.guest_id = c.card AND d.business_date >= p_joined OFFSET 0) d
    GROUP BY 1, 2
  ), told AS (
    SELECT m.since, (m.visits > 0)::integer AS guests, m.visits, m.money, 0 AS again_30, 0 AS again_60, 0 AS again_90 FROM month m
    UNION ALL
    SELECT 0, 0, 0, 0, (p.days <= 30)::integer, (p.days <= 60)::integer, (p.days <= 90)::integer FROM person p WHERE p.days IS NOT NULL
    UNION ALL
    SELECT c.since, -c.guests, -c.visits, -c.money, -c.again_30, -c.again_60, -c.again_90 FROM cohort_cells c
    WHERE c.network_id = p_network AND c.joined = p_joined
  ), summed AS (
    INSERT INTO cohort_cells AS c (network_id, joined, since, guests, visits, money, again_30, again_60, again_90)
    SELECT p_network, p_joined, t.since, sum(t.guests), sum(t.visits), sum(t.money), sum(t.again_30), sum(t.again_60), sum(t.again_90)
    FROM told t GROUP BY t.since
    HAVING (sum(t.guests), sum(t.visits), sum(t.money), sum(t.again_30), sum(t.again_60), sum(t.again_90)) <> (0, 0, 0, 0, 0, 0)
    ON CONFLICT (network_id, joined, since) DO UPDATE SET guests = c.guests + excluded.guests, visits = c.visits + excluded.visits,
      money = c.money + excluded.money, again_30 = c.again_30 + excluded.again_30, again_60 = c.again_60 + excluded.again_60,
      again_90 = c.again_90 + excluded.again_90
    RETURNING 1)
  SELECT count(*) INTO corrected FROM summed;
  RETURN corrected;
END $$;
REVOKE ALL ON FUNCTION cohorts_sum FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cohorts_sum TO loyalty_app;
