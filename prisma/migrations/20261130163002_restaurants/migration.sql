-- The names of places in the languages of readers, as {"ru": …, "en": …}. A language that is left out is told by `name`.
ALTER TABLE restaurants ADD COLUMN names jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(names) = 'object');
ALTER TABLE points_of_sale ADD COLUMN names jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(names) = 'object');

-- Since when the receipts of a restaurant go to the shadow of the network; null: its tills sell.
ALTER TABLE restaurants ADD COLUMN shadow_since timestamptz;

-- When the restaurant left the shadow last: sales of before were decided by the earlier system, however late they come.
ALTER TABLE restaurants ADD COLUMN shadow_until timestamptz;
