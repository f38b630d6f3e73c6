-- The recount of a business date takes its figures away first.
GRANT DELETE ON daily_figures TO loyalty_app;
