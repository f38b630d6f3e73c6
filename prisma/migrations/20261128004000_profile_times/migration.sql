-- When each field of a profile was set, in milliseconds since 1970: by a person, or there where another system says so. A
-- field that is left out was set at no known time, and whatever comes may change it.
ALTER TABLE guests ADD COLUMN profile_times jsonb NOT NULL DEFAULT '{}';

-- Until now one time stood for all fields that other systems tell. The owner of the table has no policy.
ALTER TABLE guests NO FORCE ROW LEVEL SECURITY;
UPDATE guests SET profile_times = (
    SELECT jsonb_object_agg(field, floor(extract(epoch FROM profile_as_of) * 1000)::bigint)
      FROM unnest(ARRAY['name', 'phone', 'email', 'birthDate', 'locale']) AS field)
 WHERE profile_as_of IS NOT NULL;
ALTER TABLE guests FORCE ROW LEVEL SECURITY;

ALTER TABLE guests DROP COLUMN profile_as_of;
