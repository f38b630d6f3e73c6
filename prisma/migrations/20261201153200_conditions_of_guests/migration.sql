-- A comparison of rows is a nest of ORs that a dump of the schema does not give back. So a database that was upgraded and one that
-- took the dump kept these conditions in different forms.
CREATE OR REPLACE TRIGGER guests_words_update AFTER UPDATE OF name, erased_at, merged_into ON guests FOR EACH ROW
  WHEN (OLD.name IS DISTINCT FROM NEW.name OR OLD.erased_at IS DISTINCT FROM NEW.erased_at OR OLD.merged_into IS DISTINCT FROM NEW.merged_into)
  EXECUTE FUNCTION keep_words_of_guest();
CREATE OR REPLACE TRIGGER guests_summaries_update AFTER UPDATE OF name, erased_at, merged_into ON guests FOR EACH ROW
  WHEN (OLD.name IS DISTINCT FROM NEW.name OR OLD.erased_at IS DISTINCT FROM NEW.erased_at OR OLD.merged_into IS DISTINCT FROM NEW.merged_into)
  EXECUTE FUNCTION summarize_guest();
