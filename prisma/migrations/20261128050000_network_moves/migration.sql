-- A network that moves to another installation: since when nothing is written of it here, and the digest of the archive's list that
-- was read last, which the next part of the archive has to follow.
ALTER TABLE networks ADD COLUMN moving_since timestamptz, ADD COLUMN archive_read text;
GRANT UPDATE (moving_since) ON networks TO loyalty_app;
