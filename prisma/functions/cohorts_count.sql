-- Adds visits and money of guests by day, and brings the cohorts up to them. `p_cards`, `p_days`, `p_visits` and `p_money` are the
-- additions, one entry a guest and day. `p_moved`: guests that may belong to another person by now, because of a merge or its
-- undoing. The caller holds the cursor of the cohorts, so one transaction at a time is here in a network.
CREATE OR REPLACE FUNCTION cohorts_count(p_network uuid, p_cards uuid[], p_days date[], p_visits integer[], p_money bigint[], p_moved uuid[])
RETURNS void LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp AS $$
-- Each look into a table is a LATERAL with OFFSET 0: whatever the statistics say, it is by the key of one guest.
DECLARE
  -- Guests of several entries, and those as whom others count.
  several uuid[];
  moved_cards uuid[];
  left_persons uuid[];
  new_persons uuid[];
  -- The person of each entry of `p_cards`.
  owners uuid[];
  are_new boolean[];
  -- By person and day: how many more visits there are than before.
  day_persons uuid[];
  changed_days date[];
  day_visits bigint[];
  day_money bigint[];
  -- By person and month: how much more there is than before.
  persons uuid[];
  months date[];
  more_visits bigint[];
  more_money bigint[];
  -- By person: the row, and the first two days before and now.
  touched uuid[];
  places tid[];
  first_before date[];
  second_before date[];
  first_now date[];
  second_now date[];
  -- The guests who count as each of these persons.
  card_persons uuid[];
  person_cards uuid[];
BEGIN
  -- Most guests have no other card and come on a day after all their others: what is kept of them changes by one look at their row
  -- and one at their last days. New guests who are not merged into another one need the same two looks. The other guests are counted further below.
  IF p_moved IS NULL THEN
    several := ARRAY(
      SELECT u.card FROM unnest(p_cards) u(card) GROUP BY u.card HAVING count(*) > 1
      UNION ALL
      SELECT k.person_id FROM guest_cohorts k WHERE k.network_id = p_network AND k.person_id = ANY (p_cards) AND k.person_id <> k.guest_id);
    WITH wish AS MATERIALIZED (
      SELECT u.card, u.day, u.visits, u.money, k.place, k.first_day, k.second_day, l.days, l.visits AS visits_of, l.places,
        coalesce(coalesce(k.person_id, r.root) = u.card AND u.card <> ALL (several)
          AND (l.days IS NULL OR l.days[1] <= u.day AND 0 < ALL (l.visits))
          AND (u.visits > 0 OR (u.visits = 0 AND k.first_day <= u.day)), false) AS is_simple
      FROM unnest(p_cards, p_days, p_visits, p_money) u(card, day, visits, money)
      LEFT JOIN LATERAL (
        SELECT k.person_id, k.ctid AS place, k.first_day, k.second_day FROM guest_cohorts k
        WHERE k.network_id = p_network AND k.guest_id = u.card OFFSET 0) k ON true
      LEFT JOIN LATERAL (
        SELECT g.id AS root FROM guests g
        WHERE k.person_id IS NULL AND g.network_id = p_network AND g.id BETWEEN u.card AND u.card AND g.merged_into IS NULL
        ORDER BY g.id LIMIT 1) r ON true
      CROSS JOIN LATERAL (
        SELECT array_agg(d.business_date) AS days, array_agg(d.visits) AS visits, array_agg(d.place) AS places FROM (
          SELECT d.business_date, d.visits, d.ctid AS place FROM guest_days d WHERE d.network_id = p_network AND d.guest_id = u.card
          ORDER BY d.business_date DESC LIMIT 3) d) l
    ), simple AS MATERIALIZED (
      SELECT w.card, w.place, w.day, first_of_month(w.day) AS month, w.visits AS more, w.money, b.before,
        CASE WHEN b.next = 2 THEN w.places[1] END AS place_of_day, w.days[b.next] AS last,
        CASE WHEN w.visits_of[b.next] > 1 THEN w.days[b.next] ELSE w.days[b.next + 1] END AS last_but_one,
        coalesce(w.first_day, w.day) AS first_day, w.first_day IS NULL AS is_new,
        CASE WHEN w.second_day IS NULL AND w.first_day < w.day AND w.visits > 0 THEN w.day ELSE w.second_day END AS second_day,
        w.second_day IS NULL AND w.first_day < w.day AND w.visits > 0 AS is_second
      FROM wish w
      CROSS JOIN LATERAL (SELECT CASE WHEN w.days[1] = w.day THEN w.visits_of[1] ELSE 0 END AS before,
        CASE WHEN w.days[1] = w.day THEN 2 ELSE 1 END AS next) b
      WHERE w.is_simple
    ), kept AS (
      UPDATE guest_days d SET visits = d.visits + s.more, money = d.money + s.money FROM simple s WHERE d.ctid = s.place_of_day
    ), new_days AS (
      INSERT INTO guest_days (network_id, guest_id, business_date, visits, money)
      SELECT p_network, s.card, s.day, s.more, s.money FROM simple s WHERE s.place_of_day IS NULL
    ), gaps AS (
      INSERT INTO visit_gaps AS f (network_id, business_date, gap, visits, firsts, seconds)
      SELECT p_network, g.day, g.gap, sum(g.visits), sum(g.firsts), sum(g.seconds)
      FROM (
        SELECT s.day, unnest(ARRAY[0, least(coalesce(s.day - s.last, 367), 367), least(coalesce(s.day - s.last_but_one, 367), 367)]) AS gap,
          unnest(ARRAY[s.more, 0, 0]) AS visits, unnest(ARRAY[0, (s.before = 0)::integer, 0]) AS firsts,
          unnest(ARRAY[0, (s.before < 2 AND s.before + s.more > 1)::integer, (s.before = 0)::integer]) AS seconds
        FROM simple s WHERE s.more > 0) g
      WHERE g.visits + g.firsts + g.seconds > 0 GROUP BY g.day, g.gap
      ON CONFLICT (network_id, business_date, gap) DO UPDATE SET visits = f.visits + excluded.visits, firsts = f.firsts + excluded.firsts,
        seconds = f.seconds + excluded.seconds
    ), told AS (
      SELECT first_of_month(s.first_day) AS joined, s.month, (s.more > 0 AND s.before = 0 AND (s.last >= s.month) IS NOT TRUE)::integer AS guests,
        s.more AS visits, s.money, 0 AS again_30, 0 AS again_60, 0 AS again_90 FROM simple s
      UNION ALL
      SELECT first_of_month(s.first_day), first_of_month(s.first_day), 0, 0, 0, (s.day - s.first_day <= 30)::integer,
        (s.day - s.first_day <= 60)::integer, 1
      FROM simple s WHERE s.is_second AND s.day - s.first_day <= 90
    ), cells AS (
      INSERT INTO cohort_cells AS c (network_id, joined, since, guests, visits, money, again_30, again_60, again_90)
      SELECT p_network, t.joined, months_since(t.joined, t.month), sum(t.guests), sum(t.visits), sum(t.money), sum(t.again_30),
        sum(t.again_60), sum(t.again_90)
      FROM told t GROUP BY t.joined, t.month
      ON CONFLICT (network_id, joined, since) DO UPDATE SET guests = c.guests + excluded.guests, visits = c.visits + excluded.visits,
        money = c.money + excluded.money, again_30 = c.again_30 + excluded.again_30, again_60 = c.again_60 + excluded.again_60,
        again_90 = c.again_90 + excluded.again_90
    ), persons AS (
      UPDATE guest_cohorts k SET first_day = s.first_day, second_day = s.second_day FROM simple s
      WHERE k.ctid = s.place AND (s.is_new OR s.is_second)
    ), new_persons AS (
      INSERT INTO guest_cohorts (network_id, guest_id, person_id, first_day)
      SELECT p_network, s.card, s.card, s.first_day FROM simple s WHERE s.place IS NULL
    )
    SELECT array_agg(w.card), array_agg(w.day), array_agg(w.visits), array_agg(w.money) INTO p_cards, p_days, p_visits, p_money
    FROM wish w WHERE NOT w.is_simple;
    IF p_cards IS NULL THEN RETURN; END IF;
  END IF;

  IF cardinality(p_moved) > 0 THEN
    SELECT array_agg(m.card), array_agg(m.person_id), array_agg(m.root) INTO moved_cards, left_persons, new_persons FROM (
      SELECT c.card, p.person_id, guest_root(p_network, c.card) AS root FROM (
        SELECT DISTINCT k.person_id FROM unnest(p_moved) u(guest)
        CROSS JOIN LATERAL (SELECT k.person_id FROM guest_cohorts k WHERE k.network_id = p_network AND k.guest_id = u.guest OFFSET 0) k
        OFFSET 0) p
      CROSS JOIN LATERAL (SELECT c.card FROM cards_of_person(p_network, p.person_id) c(card) OFFSET 0) c) m
    WHERE m.root <> m.person_id;
    INSERT INTO guest_cohorts (network_id, guest_id, person_id)
    SELECT DISTINCT p_network, u.person, u.person FROM unnest(new_persons) u(person) ON CONFLICT (network_id, guest_id) DO NOTHING;
    UPDATE guest_cohorts k SET person_id = u.person FROM unnest(moved_cards, new_persons) u(card, person)
    CROSS JOIN LATERAL (SELECT f.ctid AS place FROM guest_cohorts f WHERE f.network_id = p_network AND f.guest_id = u.card OFFSET 0) f
    WHERE k.ctid = f.place;
  END IF;

  SELECT array_agg(coalesce(k.person_id, guest_root(p_network, u.card)) ORDER BY u.n), array_agg(k.person_id IS NULL ORDER BY u.n)
  INTO owners, are_new FROM unnest(p_cards) WITH ORDINALITY u(card, n)
  LEFT JOIN LATERAL (SELECT k.person_id FROM guest_cohorts k WHERE k.network_id = p_network AND k.guest_id = u.card OFFSET 0) k ON true;
  IF true = ANY (are_new) THEN
    INSERT INTO guest_cohorts (network_id, guest_id, person_id)
    SELECT p_network, n.guest_id, n.person_id FROM (
      SELECT DISTINCT u.card AS guest_id, u.owner AS person_id FROM unnest(p_cards, owners, are_new) u(card, owner, is_new) WHERE u.is_new
      UNION
      SELECT u.owner, u.owner FROM unnest(owners, are_new) u(owner, is_new) WHERE u.is_new) n
    ON CONFLICT (network_id, guest_id) DO NOTHING;
  END IF;

  SELECT array_agg(m.person), array_agg(m.day), array_agg(m.visits), array_agg(m.money)
  INTO day_persons, changed_days, day_visits, day_money FROM (
    SELECT a.person, a.day, sum(a.visits)::bigint AS visits, sum(a.money)::bigint AS money FROM (
      SELECT u.person, u.day, u.visits, u.money FROM unnest(owners, p_days, p_visits, p_money) u(person, day, visits, money)
      UNION ALL
      SELECT s.person, d.business_date, s.sign * d.visits, s.sign * d.money
      FROM unnest(moved_cards, left_persons, new_persons) u(card, left_person, new_person)
      CROSS JOIN LATERAL (
        SELECT d.business_date, d.visits, d.money FROM guest_days d WHERE d.network_id = p_network AND d.guest_id = u.card OFFSET 0) d
      CROSS JOIN LATERAL (VALUES (u.left_person, -1), (u.new_person, 1)) s(person, sign)) a
    GROUP BY 1, 2) m;
  IF day_persons IS NULL THEN RETURN; END IF;
  SELECT array_agg(m.person), array_agg(m.month), array_agg(m.visits), array_agg(m.money)
  INTO persons, months, more_visits, more_money FROM (
    SELECT u.person, first_of_month(u.day) AS month, sum(u.visits)::bigint AS visits, sum(u.money)::bigint AS money
    FROM unnest(day_persons, changed_days, day_visits, day_money) u(person, day, visits, money) GROUP BY 1, 2) m;

  INSERT INTO guest_days AS d (network_id, guest_id, business_date, visits, money)
  SELECT p_network, u.card, u.day, u.visits, u.money FROM unnest(p_cards, p_days, p_visits, p_money) u(card, day, visits, money)
  ON CONFLICT (network_id, guest_id, business_date) DO UPDATE SET visits = d.visits + excluded.visits, money = d.money + excluded.money;

  SELECT array_agg(c.person), array_agg(c.card) INTO card_persons, person_cards FROM (
    SELECT p.person, c.card FROM (SELECT DISTINCT u.person FROM unnest(persons) u(person) OFFSET 0) p
    CROSS JOIN LATERAL (SELECT c.card FROM cards_of_person(p_network, p.person) c(card) OFFSET 0) c) c;
  PERFORM visit_gaps_count(p_network, day_persons, changed_days, day_visits, card_persons, person_cards);
  SELECT array_agg(p.person), array_agg(k.place), array_agg(k.first_day), array_agg(k.second_day), array_agg(p.days[1]), array_agg(p.days[2])
  INTO touched, places, first_before, second_before, first_now, second_now
  FROM (
    SELECT u.person, array_agg(DISTINCT v.day) FILTER (WHERE v.day IS NOT NULL) AS days FROM (
      SELECT c.person, c.card FROM unnest(card_persons, person_cards) c(person, card)
      UNION ALL
      -- A person who lost all cards has no days.
      SELECT m.person, NULL FROM unnest(left_persons) m(person)) u
    LEFT JOIN LATERAL (
      SELECT d.business_date AS day FROM guest_days d WHERE d.network_id = p_network AND d.guest_id = u.card AND d.visits > 0
      ORDER BY d.business_date LIMIT 2) v ON true
    GROUP BY u.person OFFSET 0) p
  CROSS JOIN LATERAL (
    SELECT k.ctid AS place, k.first_day, k.second_day FROM guest_cohorts k WHERE k.network_id = p_network AND k.guest_id = p.person OFFSET 0) k;

  WITH person AS MATERIALIZED (
    SELECT u.person, first_of_month(u.first_before) AS before, first_of_month(u.first_now) AS now,
      u.first_before, u.second_before, u.first_now, u.second_now
    FROM unnest(touched, first_before, second_before, first_now, second_now) u(person, first_before, second_before, first_now, second_now)
  ), added AS MATERIALIZED (
    SELECT u.person, u.month, u.visits, u.money FROM unnest(persons, months, more_visits, more_money) u(person, month, visits, money)
  ), looked_at AS MATERIALIZED (
    -- A person of the same cohort as before has changed in the months of the additions alone.
    SELECT a.person, a.month AS from_day, (a.month + interval '1 month')::date - 1 AS to_day
    FROM added a JOIN person p ON p.person = a.person WHERE p.before = p.now
    UNION ALL
    SELECT p.person, '-infinity'::date, 'infinity'::date FROM person p WHERE p.before IS DISTINCT FROM p.now
  ), month AS MATERIALIZED (
    SELECT m.person, m.month, sum(m.visits)::bigint AS visits, sum(m.money)::bigint AS money,
      sum(m.more_visits)::bigint AS more_visits, sum(m.more_money)::bigint AS more_money
    FROM (
      SELECT a.person, a.month, 0 AS visits, 0 AS money, a.visits AS more_visits, a.money AS more_money FROM added a
      UNION ALL
      SELECT l.person, first_of_month(d.business_date), d.visits, d.money, 0, 0
      FROM (
        SELECT l.person, c.card, l.from_day, l.to_day FROM looked_at l
        JOIN unnest(card_persons, person_cards) c(person, card) ON c.person = l.person OFFSET 0) l
      CROSS JOIN LATERAL (
        SELECT d.business_date, d.visits, d.money FROM guest_days d
        WHERE d.network_id = p_network AND d.guest_id = l.card AND d.business_date BETWEEN l.from_day AND l.to_day OFFSET 0) d) m
    GROUP BY m.person, m.month
  ), moved AS (
    SELECT p.before AS joined, m.month, -(m.visits > m.more_visits)::integer AS guests, m.more_visits - m.visits AS visits,
      m.more_money - m.money AS money, 0 AS again_30, 0 AS again_60, 0 AS again_90
    FROM month m JOIN person p ON p.person = m.person WHERE m.month >= p.before
    UNION ALL
    SELECT p.now, m.month, (m.visits > 0)::integer, m.visits, m.money, 0, 0, 0
    FROM month m JOIN person p ON p.person = m.person WHERE m.month >= p.now
    UNION ALL
    SELECT s.joined, s.joined, 0, 0, 0, s.sign * (s.days <= 30)::integer, s.sign * (s.days <= 60)::integer, s.sign * (s.days <= 90)::integer
    FROM person p CROSS JOIN LATERAL (VALUES
      (p.before, -1, p.second_before - p.first_before), (p.now, 1, p.second_now - p.first_now)) s(joined, sign, days)
    WHERE s.days <= 90)
  INSERT INTO cohort_cells AS c (network_id, joined, since, guests, visits, money, again_30, again_60, again_90)
  SELECT p_network, m.joined, months_since(m.joined, m.month), sum(m.guests), sum(m.visits), sum(m.money), sum(m.again_30),
    sum(m.again_60), sum(m.again_90)
  FROM moved m GROUP BY m.joined, m.month
  HAVING (sum(m.guests), sum(m.visits), sum(m.money), sum(m.again_30), sum(m.again_60), sum(m.again_90)) <> (0, 0, 0, 0, 0, 0)
  ON CONFLICT (network_id, joined, since) DO UPDATE SET guests = c.guests + excluded.guests, visits = c.visits + excluded.visits,
    money = c.money + excluded.money, again_30 = c.again_30 + excluded.again_30, again_60 = c.again_60 + excluded.again_60,
    again_90 = c.again_90 + excluded.again_90;

  UPDATE guest_cohorts k SET first_day = u.first_day, second_day = u.second_day
  FROM unnest(places, first_now, second_now) u(place, first_day, second_day)
  WHERE k.ctid = u.place AND (k.first_day, k.second_day) IS DISTINCT FROM (u.first_day, u.second_day);
END $$;
REVOKE ALL ON FUNCTION cohorts_count FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cohorts_count TO loyalty_app;
