-- A session is asked for a second factor only where the network demanded one at its sign-in. Sessions of before are asked as they were.
ALTER TABLE sessions ADD COLUMN factor_demanded boolean NOT NULL DEFAULT true;
