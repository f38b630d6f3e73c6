-- What the goods of one unit cost the network, in minor units; null: not known. Results of campaigns are told after it.
ALTER TABLE menu_items ADD COLUMN cost bigint CHECK (cost >= 0);
