-- Runs that estimate what a campaign would have cost over the past.
ALTER TABLE backtests DROP CONSTRAINT backtests_mode_check;
ALTER TABLE backtests ADD CONSTRAINT backtests_mode_check CHECK (mode IN ('DRAFT', 'REPRODUCE', 'IMPACT', 'CAMPAIGN'));
