-- Every sale writes the days of its guest anew. From some fifty days on, PostgreSQL compressed them each time, which took longer
-- than all else of the sale. Values that are there stay as they are until they are written.
ALTER TABLE guest_states ALTER COLUMN days SET STORAGE EXTERNAL;
