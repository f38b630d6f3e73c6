-- Versions of the programme that a seal is the first to cover: [[version, hash of the document, microseconds of its effect], …];
-- null: none, or a seal of form 1.
ALTER TABLE seals ADD COLUMN programs json;
CREATE INDEX seals_programs ON seals (network_id) WHERE programs IS NOT NULL;
