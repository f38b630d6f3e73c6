-- The names of segments in the languages of readers, as {"ru": …, "en": …}. A language that is left out is told by `name`.
ALTER TABLE segments ADD COLUMN names jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(names) = 'object');
GRANT UPDATE (names) ON segments TO loyalty_app;
