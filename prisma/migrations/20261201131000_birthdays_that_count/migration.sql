-- From when a birthday counts: a programme may ask that it was known for some days. Null: at once, as the birthdays of before.
ALTER TABLE guest_states ADD COLUMN birthday_from timestamptz;
