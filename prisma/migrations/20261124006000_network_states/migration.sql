-- A suspended network sells on, and its managers change nothing. A closed one is shut to everybody and keeps its data.
ALTER TABLE networks
  ADD COLUMN suspended_at timestamptz,
  -- When the network signed up by itself; null: the owner opened it.
  ADD COLUMN signed_up_at timestamptz;
GRANT INSERT (signed_up_at), UPDATE (suspended_at, closed_at) ON networks TO loyalty_app;

-- Sessions of the staff of a closed network are found and ended at once.
CREATE INDEX sessions_staff ON sessions (network_id, id) WHERE user_id IS NOT NULL AND revoked_at IS NULL;

-- Events that were refused lately are counted on the owner's page.
CREATE INDEX inbox_events_refused ON inbox_events (network_id, id) WHERE status = 'REFUSED';
