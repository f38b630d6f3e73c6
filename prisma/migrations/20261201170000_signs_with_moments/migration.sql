-- The next start makes it again, with one column more: a function that stands keeps its result type.
DROP FUNCTION IF EXISTS network_signs(uuid[]);
