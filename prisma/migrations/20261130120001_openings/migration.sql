-- Balances that guests bring from an earlier system: a type of act, a kind of movement, and the account that they come from.
ALTER TYPE transaction_type ADD VALUE 'OPENING';
ALTER TYPE transfer_code ADD VALUE 'OPENING';
ALTER TYPE account_kind ADD VALUE 'NETWORK_OPENING';
