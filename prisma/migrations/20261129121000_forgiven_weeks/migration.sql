-- A manager forgives one guest one more missed week of a streak.
ALTER TYPE transaction_type ADD VALUE 'FREEZE' AFTER 'OPENING';
