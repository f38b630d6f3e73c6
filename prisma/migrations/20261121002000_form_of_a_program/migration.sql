-- How the rules of a version are read. What was published before keeps the first form, so its acts are decided again as they were;
-- whatever is published from now on has the second, whenever its draft was written.
ALTER TABLE program_versions ADD COLUMN form smallint NOT NULL DEFAULT 1 CHECK (form IN (1, 2));
ALTER TABLE program_versions ALTER COLUMN form SET DEFAULT 2;
