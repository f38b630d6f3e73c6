-- A guest who brings a code names the verification alone and not the network, so the platform's role finds the
-- network of an id, and sees nothing else of the row.
CREATE INDEX verifications_id ON verifications (id);
CREATE POLICY platform_finds ON verifications FOR SELECT TO loyalty_platform USING (true);
GRANT SELECT (network_id, id) ON verifications TO loyalty_platform;
