-- Moves the money of a transfer between gift cards, and between a card and an account of the network.
CREATE OR REPLACE FUNCTION move_gift_money() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE gift_cards SET balance = balance - NEW.amount
   WHERE network_id = NEW.network_id AND id = NEW.debit_owner AND NEW.debit_kind = 'CARD';
  UPDATE gift_cards SET balance = balance + NEW.amount
   WHERE network_id = NEW.network_id AND id = NEW.credit_owner AND NEW.credit_kind = 'CARD';
  RETURN NULL;
END $$;
