-- A second card's places on lists are the guest's while the two are merged, and go back to it when they are parted.

-- Whether it was put there itself; false: it stands there for its second cards alone.
ALTER TABLE segment_members ADD COLUMN is_own boolean NOT NULL DEFAULT true;
-- The places of its second cards that it stands for, each with the merge that brought it. Shape: src/marketing/segments.
ALTER TABLE segment_members ADD COLUMN brought jsonb NOT NULL DEFAULT '[]';
GRANT UPDATE (since, is_own, brought) ON segment_members TO loyalty_app;
