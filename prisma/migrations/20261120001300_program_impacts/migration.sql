-- Whom a version would move among all guests of a large network is a run like that of a backtest: with progress and an end.
ALTER TABLE backtests DROP CONSTRAINT backtests_mode_check;
ALTER TABLE backtests ADD CONSTRAINT backtests_mode_check CHECK (mode IN ('DRAFT', 'REPRODUCE', 'IMPACT'));
ALTER TABLE backtests DROP CONSTRAINT backtests_check;
ALTER TABLE backtests ADD CONSTRAINT backtests_check CHECK ((mode = 'REPRODUCE') = (document IS NULL));
