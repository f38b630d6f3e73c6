-- The till knows the people of a network, whose decisions are bounded, and who could lately sign in as whom. A process that remembered the
-- network did not learn of a new account until the next change of its configuration, so that what the account gave had no bound.
-- Triggers need a function to name, which its file replaces before anything is served.
CREATE FUNCTION raise_rules_by_person() RETURNS trigger LANGUAGE plpgsql AS
  $f$ BEGIN RAISE EXCEPTION 'the functions of the database are not applied yet'; END $f$;
CREATE TRIGGER users_raise_rules AFTER INSERT ON users
  FOR EACH ROW WHEN (NEW.network_id IS NOT NULL) EXECUTE FUNCTION raise_rules_by_person();
CREATE TRIGGER account_openings_raise_rules AFTER INSERT OR UPDATE OF opened_at ON account_openings
  FOR EACH ROW EXECUTE FUNCTION raise_rules_by_person();
