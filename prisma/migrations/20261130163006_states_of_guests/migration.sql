-- The till reads with the guest's state whether the guest was erased. No index has it, so a sale rewrites its row in place as before.
ALTER TABLE guest_states ADD COLUMN erased boolean NOT NULL DEFAULT false;

-- From when a birthday counts: a programme may ask that it was known for some days. Null: at once, as the birthdays of before.
ALTER TABLE guest_states ADD COLUMN birthday_from timestamptz;

-- Every sale writes the days of its guest anew. From some fifty days on, PostgreSQL compressed them each time, which took longer
-- than all else of the sale. Values that are there stay as they are until they are written.
ALTER TABLE guest_states ALTER COLUMN days SET STORAGE EXTERNAL;
