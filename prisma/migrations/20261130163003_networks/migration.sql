-- The keys of coupon codes of a network that was read from an archive, encrypted. Its codes were made under the index key of
-- another installation, so they are found and made again with the keys that came with them.
ALTER TABLE networks ADD COLUMN carried_keys_encrypted bytea;

-- A network that moves to another installation: since when nothing is written of it here, and the digest of the archive's list that
-- was read last, which the next part of the archive has to follow.
ALTER TABLE networks ADD COLUMN moving_since timestamptz, ADD COLUMN archive_read text;
GRANT UPDATE (moving_since) ON networks TO loyalty_app;

-- Few rows: the index is there at once.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX networks_moving ON networks (id) WHERE moving_since IS NOT NULL;

-- A shadow stands beside a network as its sandbox does: receipts of the earlier system are decided there by our programme without effect.
ALTER TABLE networks ADD COLUMN is_shadow boolean NOT NULL DEFAULT false;
ALTER TABLE networks ADD CONSTRAINT networks_shadow_of CHECK (NOT is_shadow OR sandbox_of IS NOT NULL) NOT VALID;
-- squawk-ignore require-concurrent-index-creation
CREATE UNIQUE INDEX networks_open_beside ON networks (sandbox_of, is_shadow) WHERE sandbox_of IS NOT NULL AND closed_at IS NULL;
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX networks_open_sandbox;
GRANT INSERT (is_shadow) ON networks TO loyalty_app;
