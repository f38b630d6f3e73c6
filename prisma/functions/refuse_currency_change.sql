-- The digits of a currency never change after the first sale.
CREATE OR REPLACE FUNCTION refuse_currency_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Two conditions: PostgreSQL checks rights for a whole expression, and a role that leaves the currency alone may lack the right to read transactions.
  IF NEW.currency <> OLD.currency OR NEW.currency_digits <> OLD.currency_digits THEN
    IF EXISTS (SELECT 1 FROM transactions WHERE network_id = OLD.id) THEN
      RAISE EXCEPTION 'the currency of a network with transactions never changes' USING ERRCODE = 'LP004';
    END IF;
  END IF;
  RETURN NEW;
END $$;
