-- The automations whose steps led to the events that brought the guest in and moved the run, the first one first.
ALTER TABLE automation_runs ADD COLUMN caused_by uuid[] NOT NULL DEFAULT '{}';
