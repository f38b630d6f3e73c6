-- Apart from the migration that made the constraint, so that its lock does not last through the check of the rows.
ALTER TABLE till_connections VALIDATE CONSTRAINT till_connections_kind_check;
