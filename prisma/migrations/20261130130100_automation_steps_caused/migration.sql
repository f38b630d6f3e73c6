-- Steps by the transaction or event that they made: the reader of the log asks which automation caused an event.
CREATE INDEX CONCURRENTLY automation_run_steps_caused ON automation_run_steps (network_id, subject_id)
  WHERE kind IN ('POINTS', 'REWARD', 'CAMPAIGN', 'LIST');
