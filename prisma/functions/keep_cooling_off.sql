-- The time in which a new manager approves nothing only gets longer, and a person who becomes a manager gets one.
CREATE OR REPLACE FUNCTION keep_cooling_off() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.approves_from < OLD.approves_from OR NEW.manager_until < OLD.manager_until
     OR (NEW.manager_until IS NULL AND OLD.manager_until IS NOT NULL) THEN
    RAISE EXCEPTION 'a cooling-off time never ends earlier' USING ERRCODE = 'LP006';
  END IF;
  IF NEW.role IN ('manager', 'owner') AND NEW.role <> OLD.role AND NEW.approves_from < now() + make_interval(hours => coalesce(
       (SELECT (n.settings->'limits'->>'approvalCoolingHours')::integer FROM networks n WHERE n.id = NEW.network_id), 24)) THEN
    RAISE EXCEPTION 'a new manager approves nothing for a while' USING ERRCODE = 'LP006';
  END IF;
  RETURN NEW;
END $$;
