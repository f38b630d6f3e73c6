-- What is kept of a guest has the acts up to this version of the guest; what later ones moved is added to it, so a count
-- costs the same whatever the guest's history. Null: the next count reads all of the guest's lots.
ALTER TABLE liability_guests ADD COLUMN version bigint;
