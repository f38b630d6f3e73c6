-- The digits of a currency never change after the first sale.
CREATE OR REPLACE FUNCTION refuse_currency_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Asked apart, because a role that changes nothing of the currency may not read the transactions.
  IF NEW.currency <> OLD.currency OR NEW.currency_digits <> OLD.currency_digits THEN
    IF EXISTS (SELECT 1 FROM transactions WHERE network_id = OLD.id) THEN
      RAISE EXCEPTION 'the currency of a network with transactions never changes' USING ERRCODE = 'LP004';
    END IF;
  END IF;
  RETURN NEW;
END $$;
