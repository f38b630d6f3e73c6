-- A manager blocks a guest, or ends that.
ALTER TYPE transaction_type ADD VALUE 'BLOCK';
