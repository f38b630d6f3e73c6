-- Refunds by local hour. An hour that was counted before the upgrade does not know its refunds (null) until figures are counted anew.
ALTER TABLE hourly_figures ADD COLUMN refunds bigint;
ALTER TABLE hourly_figures ALTER COLUMN refunds SET DEFAULT 0;

-- The owner of the tables has no policy: it reads and writes the rows of all networks while none is forced on it.
ALTER TABLE figure_alerts NO FORCE ROW LEVEL SECURITY;
ALTER TABLE restaurant_groups NO FORCE ROW LEVEL SECURITY;
-- Thresholds that are judged by the hour, of a group of restaurants, and that tell other people.
ALTER TABLE figure_alerts
  -- DAY: the last whole business date; HOUR: the hours of the business date that are over.
  ADD COLUMN rhythm text NOT NULL DEFAULT 'DAY' CHECK (rhythm IN ('DAY', 'HOUR')),
  ADD COLUMN group_id uuid,
  -- Members of staff who get the e-mails.
  ADD COLUMN recipients uuid[] NOT NULL DEFAULT '{}',
  -- How many hours of the date `judged_to` are judged; 0 where days are.
  ADD COLUMN judged_hours smallint NOT NULL DEFAULT 0,
  DROP CONSTRAINT figure_alerts_scope_check,
  -- GROUP: the restaurants of `group_id` as one.
  ADD CONSTRAINT figure_alerts_scope_check CHECK (scope IN ('TOGETHER', 'EACH', 'ONE', 'GROUP')),
  ADD CHECK ((scope = 'GROUP') = (group_id IS NOT NULL)),
  ADD CHECK (figure <> 'LIABILITY' OR rhythm = 'DAY'),
  ADD FOREIGN KEY (network_id, group_id) REFERENCES restaurant_groups (network_id, id) ON DELETE CASCADE;
UPDATE figure_alerts SET recipients = ARRAY[user_id];
ALTER TABLE figure_alerts FORCE ROW LEVEL SECURITY;
ALTER TABLE restaurant_groups FORCE ROW LEVEL SECURITY;
ALTER TABLE figure_alert_crossings
  -- The local time up to which the date was judged; null: the whole date.
  ADD COLUMN until text CHECK (until ~ '^\d\d:\d\d$');
GRANT UPDATE (judged_hours) ON figure_alerts TO loyalty_app;
