-- What a Russian bank needs of a payment, beside account and BIK.
ALTER TABLE sellers ADD COLUMN kpp text, ADD COLUMN correspondent_account text;
