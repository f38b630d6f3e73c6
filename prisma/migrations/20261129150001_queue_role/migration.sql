-- The role of the queue. Jobs are not bound to a network, so a statement in the role of the application, which is bound to
-- one, must not write them. The start gives the queue's schema to this role (src/platform/queue/queue-connection.ts).
DO $$ BEGIN
  IF to_regrole('loyalty_queue') IS NULL THEN
    CREATE ROLE loyalty_queue NOLOGIN NOBYPASSRLS;
  END IF;
EXCEPTION
  -- Roles are managed elsewhere: without this one the queue uses the role of the application, as before.
  WHEN insufficient_privilege THEN RAISE NOTICE 'the role loyalty_queue could not be made: %', SQLERRM;
  WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
