-- Refuses a balance of a gift card that no transfer moved. The condition is the trigger's.
CREATE OR REPLACE FUNCTION refuse_gift_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the balance of a gift card changes by its transfers alone' USING ERRCODE = 'LP005';
END $$;
