-- Gives `till_journal_row` the columns that `transactions` has and it lacks, in the order of the table, and makes
-- `till_write_transactions`, which inserts them. It is called here after each migration, so one that adds a column to the journal has
-- nothing to write for the till. The network is the batch's, `xid` the database's own.
CREATE OR REPLACE FUNCTION follow_journal_columns() RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp AS $$
DECLARE
  added record;
  names text;
BEGIN
  FOR added IN
    SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type FROM pg_attribute a
    WHERE a.attrelid = 'transactions'::regclass AND a.attnum > 0 AND NOT a.attisdropped
      AND a.attname NOT IN ('network_id', 'xid')
      AND NOT EXISTS (SELECT FROM pg_attribute w WHERE w.attrelid = 'till_journal_row'::regclass AND w.attname = a.attname)
    ORDER BY a.attnum
  LOOP
    EXECUTE format('ALTER TYPE till_journal_row ADD ATTRIBUTE %I %s', added.name, added.type);
  END LOOP;

  SELECT string_agg(quote_ident(w.attname), ', ' ORDER BY w.attnum) INTO names FROM pg_attribute w
  WHERE w.attrelid = 'till_journal_row'::regclass AND w.attnum > 0 AND NOT w.attisdropped AND w.attname <> 'grp';
  EXECUTE format($f$
    CREATE OR REPLACE FUNCTION till_write_transactions(p_network uuid, p_transactions till_journal_row[], p_keep boolean[])
    RETURNS void LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $b$
    BEGIN
      INSERT INTO transactions (network_id, %s)
      SELECT p_network, %s FROM unnest(p_transactions) t WHERE p_keep[t.grp];
    END $b$ $f$, names, 't.' || replace(names, ', ', ', t.'));
END $$;
REVOKE ALL ON FUNCTION follow_journal_columns FROM PUBLIC;
SELECT follow_journal_columns();
