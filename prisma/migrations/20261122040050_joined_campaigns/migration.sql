-- A guest joins a campaign, or leaves it.
ALTER TYPE transaction_type ADD VALUE 'JOIN';
