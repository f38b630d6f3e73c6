-- By which time a month takes rows in: RECORDED, as months closed before this version; BUSINESS: imported acts, and what the
-- ledger does of itself, belong to the month in which they happened.
ALTER TABLE ledger_periods ADD COLUMN booking text NOT NULL DEFAULT 'RECORDED' CHECK (booking IN ('RECORDED', 'BUSINESS'));
