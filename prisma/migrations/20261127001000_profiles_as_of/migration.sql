-- When the newest change of the profile that another system told happened there; null: none. An older one changes nothing.
ALTER TABLE guests ADD COLUMN profile_as_of timestamptz;
