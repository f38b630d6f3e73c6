-- Across networks a verification is found by its id, or by the phone while its code waits for a chat; nothing else of it is read.
REVOKE SELECT (phone_index, code_hash, created_at, used_at) ON verifications FROM loyalty_platform;
DROP INDEX verifications_phone;
ALTER TABLE verifications ADD COLUMN waiting_phone_index bytea;
CREATE INDEX verifications_waiting ON verifications (waiting_phone_index) WHERE waiting_phone_index IS NOT NULL;
GRANT SELECT (waiting_phone_index) ON verifications TO loyalty_platform;
