-- The keys of coupon codes of a network that was read from an archive, encrypted. Its codes were made under the index key of
-- another installation, so they are found and made again with the keys that came with them.
ALTER TABLE networks ADD COLUMN carried_keys_encrypted bytea;
