-- The guests whose visits count as those of one person: the person's own row and the rows of all who were merged into it.
CREATE OR REPLACE FUNCTION cards_of_person(p_network uuid, p_person uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY INVOKER AS $$
  SELECT k.guest_id FROM guest_cohorts k
  WHERE k.network_id = p_network AND k.guest_id = p_person AND k.person_id = k.guest_id
  UNION ALL
  SELECT k.guest_id FROM guest_cohorts k
  WHERE k.network_id = p_network AND k.person_id = p_person AND k.person_id <> k.guest_id
$$;
REVOKE ALL ON FUNCTION cards_of_person FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cards_of_person TO loyalty_app;
