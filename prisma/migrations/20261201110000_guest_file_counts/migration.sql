-- Rows whose totals the tiers do not count, and guests whom an undo left as they are because they had acted meanwhile.
ALTER TABLE guest_files
  ADD COLUMN uncounted integer NOT NULL DEFAULT 0,
  ADD COLUMN kept integer NOT NULL DEFAULT 0;
GRANT UPDATE (uncounted, kept) ON guest_files TO loyalty_app;
