import { NEVER } from '../../../decision';

/** `WITH_INACTIVITY` of the decision, as it stands in a lot's row. */
export const WITH_INACTIVITY = `timestamptz '9999-12-31 00:00:00+00'`;

const instantOf = (milliseconds: string) => `to_timestamp((${milliseconds})::double precision / 1000)`;

/** An instant of the decision as a row of `lots` has it; what never comes is `infinity`. */
export const storedInstantOf = (milliseconds: string): string =>
  `CASE WHEN (${milliseconds})::double precision >= ${String(NEVER)} THEN 'infinity' ELSE ${instantOf(milliseconds)} END`;

/** When the points of a guest `s` that end with inactivity end; null: they do not. */
export const INACTIVITY_ENDS_AT = instantOf(`s.counters -> 'inactivity' ->> 'endsAt'`);

/**
 * When a lot `l` of a guest `s` (its row of `guest_states`) ends as things stand: put off for want of a warning, or
 * with the guest's inactivity. A test holds it equal to `endOf` of the decision.
 */
export const LOT_ENDS_AT = `CASE
  WHEN l.expires_at = ${WITH_INACTIVITY}
    THEN coalesce(${INACTIVITY_ENDS_AT}, 'infinity')
  WHEN s.counters IS NULL OR s.counters::text NOT LIKE '%"terms":[{%' THEN l.expires_at
  ELSE coalesce((
    SELECT ${instantOf(`term ->> 'endsAt'`)} FROM json_array_elements(s.counters -> 'terms') term
     WHERE term ->> 'lotId' = l.lot_id::text AND ${instantOf(`term ->> 'expiresAt'`)} = l.expires_at LIMIT 1), l.expires_at)
  END`;
