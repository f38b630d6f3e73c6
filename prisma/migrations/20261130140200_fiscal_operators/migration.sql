-- A connection may also lead to a fiscal operator.
ALTER TABLE till_connections DROP CONSTRAINT till_connections_kind_check;
ALTER TABLE till_connections ADD CONSTRAINT till_connections_kind_check
  CHECK (kind IN ('IIKO', 'RKEEPER', 'FISCAL_OPERATOR')) NOT VALID;
