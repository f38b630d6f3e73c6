-- The directory: in which cell a network lives, and where the servers of a cell are. Filled in the database of one cell alone
-- (DIRECTORY_URL); every cell has the tables, because all have the same schema.
CREATE TABLE cells (
  name text PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9-]{0,29}$'),
  address text NOT NULL CHECK (length(address) BETWEEN 1 AND 500),
  is_home boolean NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now()
);
-- The directory lies in the database of one cell.
CREATE UNIQUE INDEX cells_home ON cells (is_home) WHERE is_home;
ALTER TABLE cells ENABLE ROW LEVEL SECURITY;
ALTER TABLE cells FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON cells TO loyalty_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON cells TO loyalty_platform;

-- `epoch` rises with each move; `moving_to` is the cell to which a move is under way.
CREATE TABLE network_cells (
  network_id uuid PRIMARY KEY,
  code text NOT NULL UNIQUE,
  cell text NOT NULL REFERENCES cells (name),
  epoch bigint NOT NULL DEFAULT 1 CHECK (epoch >= 1),
  moving_to text REFERENCES cells (name) CHECK (moving_to <> cell)
);
ALTER TABLE network_cells ENABLE ROW LEVEL SECURITY;
ALTER TABLE network_cells FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON network_cells TO loyalty_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON network_cells TO loyalty_platform;
