-- One address may have an account in each network. When it was taken by one, a manager of another network was told so.
-- Owners have no network, and still one account an address.
CREATE UNIQUE INDEX users_email ON users (email_index, network_id) NULLS NOT DISTINCT;
ALTER TABLE users DROP CONSTRAINT users_email_index_key;
