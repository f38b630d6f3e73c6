-- A verification is deleted some time after its code has ended, and with the phone that a guest has given up.
GRANT DELETE ON verifications TO loyalty_app;
