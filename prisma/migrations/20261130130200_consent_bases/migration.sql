-- Where a guest agreed, if not to a text that this platform showed: on paper, by a contract, in an earlier system or in a service of the network.
ALTER TABLE consents ADD COLUMN basis text;
ALTER TABLE consents ADD CONSTRAINT consents_basis CHECK (basis IN ('PAPER_FORM', 'CONTRACT', 'FORMER_SYSTEM', 'OWN_SERVICE')) NOT VALID;
