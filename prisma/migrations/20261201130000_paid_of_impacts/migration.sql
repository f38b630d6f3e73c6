-- What a guest would pay more in the year of an impact. Rows from before belong to runs whose reports lack it, and are shown no more.
ALTER TABLE impact_guests ADD COLUMN paid bigint NOT NULL DEFAULT 0;
