-- What follows a guest that is merged into another besides what the journal says, each with where it came from, so that
-- the undoing of the merge gives back just that.

-- Members of the profile that were empty and came with a merge, by the guest they came from.
ALTER TABLE guests ADD COLUMN filled jsonb NOT NULL DEFAULT '{}';

-- Through whom a child, and what stands in an inbox, came with merges: the last one last.
ALTER TABLE children ADD COLUMN came_from uuid[] NOT NULL DEFAULT '{}';
ALTER TABLE messages ADD COLUMN came_from uuid[] NOT NULL DEFAULT '{}';

-- Redemptions that went to the target of a merge, or back: by the side of the merge in the journal that gave them up.
CREATE TABLE redemption_moves (
  network_id     uuid NOT NULL,
  transaction_id uuid NOT NULL,
  redemption_id  uuid NOT NULL,
  -- It could still be used.
  open           boolean NOT NULL,
  PRIMARY KEY (network_id, transaction_id, redemption_id),
  FOREIGN KEY (network_id, redemption_id) REFERENCES redemptions (network_id, id)
);
CREATE INDEX redemption_moves_of ON redemption_moves (network_id, redemption_id);
CREATE TRIGGER redemption_moves_append_only BEFORE UPDATE OR DELETE ON redemption_moves FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER redemption_moves_no_truncate BEFORE TRUNCATE ON redemption_moves FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE redemption_moves ENABLE ROW LEVEL SECURITY;
ALTER TABLE redemption_moves FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON redemption_moves TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON redemption_moves FROM PUBLIC;
GRANT SELECT, INSERT ON redemption_moves TO loyalty_app;
