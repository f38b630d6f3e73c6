-- The moment from which a birthday that is set now counts, by the network's published programme: the start of a local day. Null: at once.
CREATE OR REPLACE FUNCTION birthday_counts_from(p_network uuid) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT ((ledger_now() AT TIME ZONE n.time_zone)::date
      + nullif((v.document #>> '{activities,birthdayKnownDays}')::integer, 0))::timestamp AT TIME ZONE n.time_zone
    FROM networks n
    CROSS JOIN LATERAL (SELECT p.document FROM program_versions p
      WHERE p.network_id = n.id AND p.status IN ('PUBLISHED', 'ARCHIVED') AND p.effective_from <= ledger_now()
      ORDER BY p.effective_from DESC, p.version DESC LIMIT 1) v
   WHERE n.id = p_network
$$;
