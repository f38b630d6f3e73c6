-- Servers of 0.3.0 go on writing rows as they know them, by `till_transaction` and `till_batch`. Those of this version write the columns
-- that `transactions` has got since as well: prisma/functions/follow_journal_columns.sql gives them to the type of their rows.
CREATE TYPE till_journal_row AS (grp integer);
CREATE TYPE till_entries AS (
  network uuid, rules_version bigint, lock_timeout text,
  groups till_group[], claims till_claim[], transactions till_journal_row[], comments till_comment[],
  transfers till_transfer[], new_lots till_lot[], lots till_lot[], spent_lots till_lot[], answers till_answer[],
  takes till_take[], uses till_use[], budget_uses till_budget_use[], budget_returns till_budget_return[]);

-- Builds of the main branch before this version have it.
DROP FUNCTION IF EXISTS till_write_gifts(till_batch[], till_gift[]);
