-- Gifts of each campaign on a business date in a restaurant, less those that were taken back on it.
CREATE TABLE campaign_figures (
  network_id    uuid NOT NULL,
  business_date date NOT NULL,
  -- All zeros: no restaurant.
  restaurant_id uuid NOT NULL,
  -- The code of the campaign.
  campaign      text NOT NULL,
  uses          bigint NOT NULL DEFAULT 0,
  sales         bigint NOT NULL DEFAULT 0,
  amount        bigint NOT NULL DEFAULT 0,
  points        bigint NOT NULL DEFAULT 0,
  money_off     bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (network_id, business_date, restaurant_id, campaign)
) WITH (fillfactor = 80);
GRANT SELECT, INSERT, UPDATE, DELETE ON campaign_figures TO loyalty_app;
ALTER TABLE campaign_figures ENABLE ROW LEVEL SECURITY;
ALTER TABLE campaign_figures FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON campaign_figures TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON campaign_figures FROM PUBLIC;

-- `campaigns`: the parts of campaigns in a sale or activity, or the parts that a refund takes back, as the journal has them. Null: none. No table has
-- the type, and `page_acts` fills the attribute as soon as its file is applied.
ALTER TYPE page_act ADD ATTRIBUTE campaigns json;
