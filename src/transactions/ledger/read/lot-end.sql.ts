/** The decision's `WITH_INACTIVITY`, as stored in a lot's row. */
export const WITH_INACTIVITY = `timestamptz '9999-12-31 00:00:00+00'`;

const instantOf = (milliseconds: string) => `to_timestamp((${milliseconds})::double precision / 1000)`;

/** When points of a guest `s` end that end with inactivity. Null: the guest has none. */
const INACTIVITY_ENDS_AT = instantOf(`s.counters -> 'inactivity' ->> 'endsAt'`);

/**
 * When a lot `l` of a guest `s` (a row of `guest_states`) ends as of now: by its own end, an extension, or the guest's
 * inactivity. A test compares this SQL with `endOf` of the decision.
 */
export const LOT_ENDS_AT = `CASE
  WHEN l.expires_at = ${WITH_INACTIVITY}
    THEN coalesce(${INACTIVITY_ENDS_AT}, 'infinity')
  WHEN s.counters IS NULL OR s.counters::text NOT LIKE '%"terms":[{%' THEN l.expires_at
  ELSE coalesce((
    SELECT ${instantOf(`term ->> 'endsAt'`)} FROM json_array_elements(s.counters -> 'terms') term
     WHERE term ->> 'lotId' = l.lot_id::text AND ${instantOf(`term ->> 'expiresAt'`)} = l.expires_at LIMIT 1), l.expires_at)
  END`;
