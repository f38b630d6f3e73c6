-- A search plays many programmes over the past; its document has the programme, the figures that may move, and the goals.
ALTER TABLE backtests DROP CONSTRAINT backtests_mode_check;
-- The runs of a network are few.
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE backtests ADD CONSTRAINT backtests_mode_check CHECK (mode IN ('DRAFT', 'REPRODUCE', 'IMPACT', 'CAMPAIGN', 'SEARCH'));
