-- A question that waits goes to the other guest of a merge as a new row.
GRANT DELETE ON feedback_requests TO loyalty_app;

-- Counts of runs: the sum over the rows of an automation. Statements only add rows, and the job joins them from time to time.
-- No foreign key: its lock would wait for a transaction that changes the automation, and automations are never deleted.
CREATE TABLE automation_counts (
  network_id    uuid NOT NULL,
  automation_id uuid NOT NULL,
  id            uuid NOT NULL DEFAULT gen_random_uuid(),
  -- Day (UTC) on which the counted guests entered; null: long ago, or a change of states.
  day           date,
  inside        bigint NOT NULL,
  -- Runs that came to the end or to the goal.
  finished      bigint NOT NULL,
  entered       bigint NOT NULL,
  PRIMARY KEY (network_id, automation_id, id)
);
ALTER TABLE automation_counts ENABLE ROW LEVEL SECURITY;
ALTER TABLE automation_counts FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON automation_counts TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON automation_counts FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON automation_counts TO loyalty_app;

ALTER TABLE automation_runs NO FORCE ROW LEVEL SECURITY;
ALTER TABLE automation_counts NO FORCE ROW LEVEL SECURITY;
INSERT INTO automation_counts (network_id, automation_id, day, inside, finished, entered)
SELECT network_id, automation_id, (entered_at AT TIME ZONE 'UTC')::date, count(*) FILTER (WHERE state = 'WAITING'),
       count(*) FILTER (WHERE state IN ('DONE', 'GOAL')), count(*)
FROM automation_runs GROUP BY 1, 2, 3;
ALTER TABLE automation_counts FORCE ROW LEVEL SECURITY;
ALTER TABLE automation_runs FORCE ROW LEVEL SECURITY;

CREATE OR REPLACE FUNCTION count_automation_runs() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO automation_counts (network_id, automation_id, day, inside, finished, entered)
    SELECT m.network_id, m.automation_id, (m.entered_at AT TIME ZONE 'UTC')::date, count(*) FILTER (WHERE m.state = 'WAITING'),
           count(*) FILTER (WHERE m.state IN ('DONE', 'GOAL')), count(*)
    FROM made m GROUP BY 1, 2, 3;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO automation_counts (network_id, automation_id, day, inside, finished, entered)
    SELECT g.network_id, g.automation_id, (g.entered_at AT TIME ZONE 'UTC')::date, -count(*) FILTER (WHERE g.state = 'WAITING'),
           -count(*) FILTER (WHERE g.state IN ('DONE', 'GOAL')), -count(*)
    FROM gone g GROUP BY 1, 2, 3;
  ELSE
    INSERT INTO automation_counts (network_id, automation_id, inside, finished, entered)
    SELECT c.network_id, c.automation_id, sum(c.inside), sum(c.finished), 0
    FROM (SELECT m.network_id, m.automation_id, (m.state = 'WAITING')::integer AS inside, (m.state IN ('DONE', 'GOAL'))::integer AS finished
            FROM made m
          UNION ALL
          SELECT g.network_id, g.automation_id, -(g.state = 'WAITING')::integer, -(g.state IN ('DONE', 'GOAL'))::integer FROM gone g) c
    GROUP BY 1, 2 HAVING sum(c.inside) <> 0 OR sum(c.finished) <> 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER automation_runs_count_made AFTER INSERT ON automation_runs REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION count_automation_runs();
CREATE TRIGGER automation_runs_count_gone AFTER DELETE ON automation_runs REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION count_automation_runs();
CREATE TRIGGER automation_runs_count_changed AFTER UPDATE ON automation_runs REFERENCING OLD TABLE AS gone NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION count_automation_runs();
