-- The acts among the events of a page, each with its place in the page and what the followers of the log count of it. Ids of a page lie side
-- by side in the journal, so it is read by ranges of ids, a few blocks for all acts of a range. A range in which too many other acts lie is cut
-- off, and the acts behind the cut are looked up one by one.
CREATE OR REPLACE FUNCTION page_acts(p_network uuid, p_ids uuid[], p_types text[]) RETURNS page_act[]
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp
  -- Whatever the statistics say: each range is read by the primary key, in its order.
  SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
DECLARE
  zone text;
  day_start interval;
  wanted uuid[];
  places integer[];
  found page_act[] := '{}';
  acts_of_range integer;
BEGIN
  SELECT n.time_zone, coalesce(n.settings ->> 'dayStart', '04:00')::time - time '00:00' INTO zone, day_start
  FROM networks n WHERE n.id = p_network;
  SELECT array_agg(u.id), array_agg(u.place) INTO wanted, places
  FROM unnest(p_ids, p_types) WITH ORDINALITY u(id, type, place) WHERE starts_with(u.type, 'transaction.');

  FOREACH acts_of_range IN ARRAY ARRAY[50, 1] LOOP
    EXIT WHEN wanted IS NULL;
    found := found || ARRAY(
      SELECT ROW(c.places[array_position(c.ids, t.id)], 'transaction.' || lower(t.type::text), t.id, t.type, t.guest_id, t.guest_version,
        coalesce(t.business_date, ((t.recorded_at AT TIME ZONE zone) - day_start)::date),
        CASE WHEN t.type IN ('SALE', 'REFUND') THEN extract(hour FROM t.occurred_at AT TIME ZONE zone) END,
        t.occurred_at, t.restaurant_id, t.actor_kind, t.actor_id, t.direction, t.amount, t.discount,
        t.points_value, t.payable, t.points_earned, t.points_redeemed,
        coalesce(t.points_given, points_given(t.type, t.direction, t.related_id, t.points_earned, t.details)),
        CASE WHEN t.type = 'REFUND' THEN coalesce((t.details ->> 'whole')::boolean, false) END,
        t.items, CASE WHEN t.type = 'REFUND' THEN t.details -> 'lines' END, t.tier_before, t.tier,
        CASE
          WHEN t.tier IS NULL THEN NULL
          WHEN t.type = 'TRANSFER' AND t.details ->> 'kind' = 'MERGE' THEN CASE
            WHEN t.direction = 'DEBIT' AND json_typeof(t.details -> 'undoes') = 'null' THEN 'MERGED'
            WHEN (t.details ->> 'isUndo')::boolean THEN 'UNMERGED'
            ELSE 'OTHER' END
          WHEN t.type IN ('SALE', 'AWARD', 'REFUND') THEN t.type::text
          WHEN t.type = 'COUNT' THEN 'ACTIVITY'
          WHEN t.type = 'TIER' THEN CASE
            WHEN t.details -> 'change' ->> 'kind' = 'SET' THEN 'BY_HAND'
            WHEN t.details -> 'change' ->> 'kind' = 'END' THEN 'BY_HAND_ENDED'
            WHEN t.details -> 'change' ->> 'kind' = 'REVISE' THEN 'PROGRAM'
            WHEN t.trace::text ~ '\.by(Hand|Campaign)Ended"' THEN 'BY_HAND_ENDED'
            ELSE 'REVIEW' END
          ELSE 'OTHER' END,
        t.related_id, r.type, r.guest_id, coalesce(r.business_date, ((r.recorded_at AT TIME ZONE zone) - day_start)::date),
        r.occurred_at, r.discount, r.points_value, r.payable, r.points_redeemed, r.actor_kind, r.actor_id,
        CASE WHEN t.type = 'REFUND' THEN r.items END,
        CASE WHEN json_typeof(g.campaigns) = 'array' THEN g.campaigns END)::page_act
      FROM (
        SELECT array_agg(u.id ORDER BY u.id) AS ids, array_agg(u.place ORDER BY u.id) AS places FROM (
          SELECT u.id, u.place, (row_number() OVER (ORDER BY u.id) - 1) / acts_of_range AS range FROM unnest(wanted, places) u(id, place)) u
        GROUP BY u.range) c
      CROSS JOIN LATERAL (
        SELECT * FROM transactions t WHERE t.network_id = p_network AND t.id BETWEEN c.ids[1] AND c.ids[cardinality(c.ids)]
        ORDER BY t.id LIMIT 4 * acts_of_range) t
      LEFT JOIN LATERAL (
        SELECT r.* FROM transactions r WHERE t.type IN ('SALE', 'REFUND') AND r.network_id = p_network
          AND r.id BETWEEN t.related_id AND t.related_id ORDER BY r.id LIMIT 1) r ON true
      CROSS JOIN LATERAL (SELECT CASE t.type WHEN 'SALE' THEN t.details -> 7 WHEN 'AWARD' THEN t.details WHEN 'REFUND' THEN t.details -> 'campaigns' END
        AS campaigns) g
      WHERE t.id = ANY (c.ids));
    EXIT WHEN cardinality(found) = cardinality(wanted);
    SELECT array_agg(u.id), array_agg(u.place) INTO wanted, places
    FROM unnest(wanted, places) u(id, place) WHERE u.id NOT IN (SELECT f.id FROM unnest(found) f);
  END LOOP;
  RETURN found;
END $$;
REVOKE ALL ON FUNCTION page_acts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION page_acts TO loyalty_app;
