-- One narrow row for each guest who is neither erased nor merged into another: everything by which the list of guests is sorted
-- and filtered. The row of a guest's state could not bear these indexes, because every sale would have to write them.

-- The name as the list sorts it; a guest without a name comes after all others.
CREATE FUNCTION name_key(p_name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(nullif(btrim(translate(lower(normalize(p_name, NFKC) COLLATE "und-x-icu"), 'ё', 'е')), ''), U&'\+10FFFF')
$$;

CREATE TABLE guest_summaries (
  network_id    uuid NOT NULL,
  guest_id      uuid NOT NULL,
  name_key      text COLLATE "C" NOT NULL,
  -- Code of the tier; empty before the first one.
  tier          text COLLATE "C" NOT NULL DEFAULT '',
  available     bigint NOT NULL DEFAULT 0,
  -- When the guest bought last; a sale that was refunded whole does not count.
  last_visit_at timestamptz NOT NULL DEFAULT '-infinity',
  PRIMARY KEY (network_id, guest_id) INCLUDE (tier, available, last_visit_at)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);

-- The last visit of a guest from the journal, with those of the cards that were merged into the guest.
CREATE FUNCTION last_visit_of(p_network uuid, p_guest uuid) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  WITH RECURSIVE own (id) AS (
    SELECT p_guest
    UNION
    SELECT g.id FROM own o
    CROSS JOIN LATERAL (SELECT g.id FROM guests g WHERE g.network_id = p_network AND g.merged_into = o.id OFFSET 0) g)
  SELECT coalesce(max(t.occurred_at), '-infinity') FROM own o
  CROSS JOIN LATERAL (
    SELECT t.id, t.occurred_at FROM transactions t
    WHERE t.network_id = p_network AND t.guest_id = o.id AND t.type = 'SALE' OFFSET 0) t
  WHERE NOT EXISTS (
    SELECT FROM transactions r WHERE r.network_id = p_network AND r.related_id = t.id AND r.type = 'REFUND'
      AND (r.details ->> 'whole')::boolean)
$$;

CREATE FUNCTION summarize_new_guests() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO guest_summaries (network_id, guest_id, name_key)
  SELECT m.network_id, m.id, name_key(m.name) FROM made m WHERE m.erased_at IS NULL AND m.merged_into IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER guests_summaries_insert AFTER INSERT ON guests REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION summarize_new_guests();

CREATE FUNCTION summarize_guest() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.erased_at IS NULL AND NEW.merged_into IS NULL THEN
    INSERT INTO guest_summaries AS s (network_id, guest_id, name_key, tier, available, last_visit_at)
    SELECT NEW.network_id, NEW.id, name_key(NEW.name), coalesce(g.tier, ''), g.available, last_visit_of(NEW.network_id, NEW.id)
    FROM guest_states g WHERE g.network_id = NEW.network_id AND g.guest_id = NEW.id
    ON CONFLICT (network_id, guest_id) DO UPDATE SET name_key = excluded.name_key;
  ELSE
    DELETE FROM guest_summaries WHERE network_id = NEW.network_id AND guest_id = NEW.id;
  END IF;
  -- The visits of a merged guest are those of the guest that it was merged into.
  IF NEW.merged_into IS DISTINCT FROM OLD.merged_into THEN
    UPDATE guest_summaries SET last_visit_at = last_visit_of(network_id, guest_id)
    WHERE network_id = NEW.network_id AND guest_id IN (NEW.merged_into, OLD.merged_into);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER guests_summaries_update AFTER UPDATE OF name, erased_at, merged_into ON guests FOR EACH ROW
  WHEN ((OLD.name, OLD.erased_at, OLD.merged_into) IS DISTINCT FROM (NEW.name, NEW.erased_at, NEW.merged_into))
  EXECUTE FUNCTION summarize_guest();

-- Brings the summaries up to the next events of a network, and moves the cursor over them. Answers how many events it passed,
-- -1 when another process is at it or a guest is being changed; then the same events are read again. It waits for no row, so
-- it cannot deadlock with a merge. Like the figures, it reads only what no running transaction can still write before.
CREATE FUNCTION guest_summaries_advance(p_network uuid, p_limit integer) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp
  SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  current_epoch integer;
  at_epoch integer;
  at_xid bigint;
  at_id uuid;
  passed integer;
  guests uuid[];
  visited timestamptz[];
  refunded timestamptz[];
  free integer;
  known integer;
BEGIN
  PERFORM set_config('app.network_id', p_network::text, true);
  IF NOT pg_try_advisory_xact_lock(hashtextextended('loyalty.guest-summaries.' || p_network, 0)) THEN RETURN -1; END IF;
  current_epoch := epoch_of(p_network);
  SELECT c.epoch, c.xid, c.id INTO at_epoch, at_xid, at_id FROM event_cursors c
  WHERE c.network_id = p_network AND c.subscriber = 'guest-summaries';
  IF NOT FOUND THEN
    INSERT INTO event_cursors (network_id, subscriber) VALUES (p_network, 'guest-summaries')
    RETURNING event_cursors.epoch, event_cursors.xid, event_cursors.id INTO at_epoch, at_xid, at_id;
  END IF;

  WITH page AS MATERIALIZED (
    SELECT e.epoch, e.xid, e.id, e.type, e.guest_id
    FROM events e
    WHERE e.network_id = p_network AND (e.epoch, e.xid, e.id) > (at_epoch, at_xid, at_id)
      AND (e.epoch < current_epoch OR e.xid < (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint))
    ORDER BY e.epoch, e.xid, e.id LIMIT p_limit
  ), touched AS (
    SELECT e.guest_id, max(t.occurred_at) FILTER (WHERE t.type = 'SALE') AS visited, max(s.occurred_at) AS refunded
    FROM page e
    LEFT JOIN LATERAL (
      SELECT t.type, t.occurred_at, t.related_id FROM transactions t
      WHERE e.type IN ('transaction.sale', 'transaction.refund') AND t.network_id = p_network AND t.id = e.id LIMIT 1) t ON true
    LEFT JOIN LATERAL (
      SELECT s.occurred_at FROM transactions s
      WHERE t.type = 'REFUND' AND s.network_id = p_network AND s.id = t.related_id LIMIT 1) s ON true
    WHERE e.guest_id IS NOT NULL AND e.type LIKE 'transaction.%'
    GROUP BY e.guest_id)
  SELECT (SELECT count(*) FROM page), r.epoch, r.xid, r.id, t.guests, t.visited, t.refunded
  INTO passed, at_epoch, at_xid, at_id, guests, visited, refunded
  FROM (
    SELECT array_agg(t.guest_id ORDER BY t.guest_id) AS guests, array_agg(t.visited ORDER BY t.guest_id) AS visited,
      array_agg(t.refunded ORDER BY t.guest_id) AS refunded
    FROM touched t) t
  LEFT JOIN (SELECT * FROM page p ORDER BY p.epoch DESC, p.xid DESC, p.id DESC LIMIT 1) r ON true;
  IF passed = 0 THEN RETURN 0; END IF;

  IF guests IS NOT NULL THEN
    SELECT count(*) INTO known FROM unnest(guests) u(guest)
    CROSS JOIN LATERAL (SELECT FROM guest_summaries s WHERE s.network_id = p_network AND s.guest_id = u.guest OFFSET 0) s;
    SELECT count(*) INTO free FROM unnest(guests) u(guest)
    CROSS JOIN LATERAL (
      SELECT FROM guest_summaries s WHERE s.network_id = p_network AND s.guest_id = u.guest FOR UPDATE SKIP LOCKED) s;
    IF free < known THEN RETURN -1; END IF;

    UPDATE guest_summaries s SET tier = n.tier, available = n.available, last_visit_at = n.last_visit_at
    FROM (
      SELECT o.guest_id, coalesce(g.tier, '') AS tier, g.available,
        CASE WHEN u.refunded >= greatest(o.last_visit_at, u.visited) THEN last_visit_of(p_network, o.guest_id)
          ELSE greatest(o.last_visit_at, u.visited) END AS last_visit_at
      FROM unnest(guests, visited, refunded) u(guest, visited, refunded)
      CROSS JOIN LATERAL (SELECT * FROM guest_summaries o WHERE o.network_id = p_network AND o.guest_id = u.guest OFFSET 0) o
      CROSS JOIN LATERAL (SELECT * FROM guest_states g WHERE g.network_id = p_network AND g.guest_id = u.guest OFFSET 0) g) n
    WHERE s.network_id = p_network AND s.guest_id = n.guest_id
      AND (s.tier, s.available, s.last_visit_at) IS DISTINCT FROM (n.tier, n.available, n.last_visit_at);
  END IF;

  UPDATE event_cursors c SET epoch = at_epoch, xid = at_xid, id = at_id, moved_at = now()
  WHERE c.network_id = p_network AND c.subscriber = 'guest-summaries';
  RETURN passed;
END $$;
REVOKE ALL ON FUNCTION guest_summaries_advance(uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guest_summaries_advance(uuid, integer) TO loyalty_app;

-- The owner of the tables has no policy. Guests of today are summarized here, and what comes after is read from the events.
ALTER TABLE networks NO FORCE ROW LEVEL SECURITY;
ALTER TABLE guests NO FORCE ROW LEVEL SECURITY;
ALTER TABLE guest_states NO FORCE ROW LEVEL SECURITY;
ALTER TABLE transactions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE event_cursors NO FORCE ROW LEVEL SECURITY;
INSERT INTO event_cursors (network_id, subscriber, epoch, xid, id)
SELECT n.id, 'guest-summaries', n.epoch, pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1, 'ffffffff-ffff-ffff-ffff-ffffffffffff'
FROM networks n;
WITH RECURSIVE whole AS MATERIALIZED (
  SELECT r.network_id, r.related_id AS id FROM transactions r WHERE r.type = 'REFUND' AND (r.details ->> 'whole')::boolean
), visits AS (
  SELECT t.network_id, t.guest_id, max(t.occurred_at) AS at FROM transactions t
  WHERE t.type = 'SALE' AND t.guest_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM whole r WHERE r.network_id = t.network_id AND r.id = t.id)
  GROUP BY t.network_id, t.guest_id
), cards (network_id, guest_id, card_id) AS (
  SELECT g.network_id, g.id, g.id FROM guests g WHERE g.erased_at IS NULL AND g.merged_into IS NULL
  UNION ALL
  SELECT c.network_id, c.guest_id, m.id FROM cards c JOIN guests m ON m.network_id = c.network_id AND m.merged_into = c.card_id
)
INSERT INTO guest_summaries (network_id, guest_id, name_key, tier, available, last_visit_at)
SELECT g.network_id, g.id, name_key(g.name), coalesce(s.tier, ''), s.available, coalesce(v.at, '-infinity')
FROM (
  SELECT c.network_id, c.guest_id, max(v.at) AS at FROM cards c
  LEFT JOIN visits v ON v.network_id = c.network_id AND v.guest_id = c.card_id
  GROUP BY c.network_id, c.guest_id) v
JOIN guests g ON g.network_id = v.network_id AND g.id = v.guest_id
JOIN guest_states s ON s.network_id = g.network_id AND s.guest_id = g.id;
ALTER TABLE networks FORCE ROW LEVEL SECURITY;
ALTER TABLE guests FORCE ROW LEVEL SECURITY;
ALTER TABLE guest_states FORCE ROW LEVEL SECURITY;
ALTER TABLE transactions FORCE ROW LEVEL SECURITY;
ALTER TABLE event_cursors FORCE ROW LEVEL SECURITY;

-- Each order of the list with everything that filters it, so that a page is read from one index.
CREATE INDEX guest_summaries_name ON guest_summaries (network_id, name_key, guest_id) INCLUDE (tier, available, last_visit_at);
CREATE INDEX guest_summaries_tier ON guest_summaries (network_id, tier, guest_id) INCLUDE (available, last_visit_at);
CREATE INDEX guest_summaries_points ON guest_summaries (network_id, available, guest_id) INCLUDE (tier, last_visit_at);
CREATE INDEX guest_summaries_visit ON guest_summaries (network_id, last_visit_at, guest_id) INCLUDE (tier, available);

ALTER TABLE guest_summaries ENABLE ROW LEVEL SECURITY;
ALTER TABLE guest_summaries FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON guest_summaries TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON guest_summaries FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON guest_summaries TO loyalty_app;
