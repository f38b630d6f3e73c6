-- The sum of a day that a person or an integration moved by hand is read before each such act. Few rows are in it.
CREATE INDEX transactions_manual ON transactions (network_id, actor_id, id) WHERE type = 'MANUAL';
