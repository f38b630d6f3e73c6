-- squawk-ignore-file constraint-missing-not-valid
-- Which figures have alerts is said by the catalogue of figures, so that a new one needs no migration. A network has some
-- thresholds, so they are checked at once.
ALTER TABLE figure_alerts
  DROP CONSTRAINT figure_alerts_figure_check,
  ADD CONSTRAINT figure_alerts_figure_check CHECK (figure ~ '^[A-Z][A-Z_]{0,39}$');
