-- squawk-ignore-file require-concurrent-index-creation, require-concurrent-index-deletion, constraint-missing-not-valid, adding-serial-primary-key-field
-- The sums of guests are written behind the sale: no till waits for this table.

-- Points and the last visit change with each sale. While an index had them, each sale wrote an entry into all five indexes of the
-- summaries: two thirds of what its readers wrote to the log. Without, the row is written anew on its page and no index is touched
-- (HOT). The list sorts the network's rows by them, which takes 35 ms for 300,000 guests (docs/performance.md).
DROP INDEX guest_summaries_points, guest_summaries_visit, guest_summaries_name, guest_summaries_tier;
ALTER TABLE guest_summaries DROP CONSTRAINT guest_summaries_pkey, ADD PRIMARY KEY (network_id, guest_id);
CREATE INDEX guest_summaries_name ON guest_summaries (network_id, name_key, guest_id);
CREATE INDEX guest_summaries_tier ON guest_summaries (network_id, tier, guest_id);
