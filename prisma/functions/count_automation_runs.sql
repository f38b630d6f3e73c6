-- Each statement that writes runs adds what it changed as rows of its own, so no process waits for another one's counts.
-- Changes of the state bear no day: only entries are counted by days.
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
