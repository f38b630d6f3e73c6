-- A guest and the event of it commit together, whoever makes the guest: staff, the guest, a key or an import. The event
-- bears the guest's own id, as that of an act bears the id of its journal row.
CREATE OR REPLACE FUNCTION tell_of_new_guests() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO events (network_id, epoch, id, type, subject_id, guest_id)
  -- The epoch once for each network and not for each guest.
  SELECT m.network_id, e.epoch, m.id, 'guest.registered', m.id, m.id
  FROM (SELECT d.network_id, epoch_of(d.network_id) AS epoch FROM (SELECT DISTINCT network_id FROM made) d OFFSET 0) e
  JOIN made m ON m.network_id = e.network_id;
  RETURN NULL;
END $$;
