-- A badge may have a picture of its own; its owner is the campaign that gives the badge.
ALTER TABLE pictures DROP CONSTRAINT pictures_owner_kind_check;
ALTER TABLE pictures ADD CONSTRAINT pictures_owner_kind_check
  CHECK (owner_kind IN ('BADGE', 'CAMPAIGN', 'MENU_ITEM', 'RESTAURANT', 'REWARD')) NOT VALID;
