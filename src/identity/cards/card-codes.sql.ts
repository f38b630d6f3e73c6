import { randomInt } from 'node:crypto';
import type { Statements } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { CARD_LIFETIME_MS } from './qr.rules';

export interface LiveCode {
  readonly code: string;
  readonly expires_at: Date;
}

/** Random codes tried in one statement: while fewer than half of all codes are in use, one call in 65,536 finds none free. */
const CODES_OFFERED = 16;
const ATTEMPTS = 4;

/**
 * Gives the guest a new code for two minutes by the database's clock. The primary key keeps codes unique in the network, and the statement may
 * reuse an expired code. Throws `unavailable` when the network has nearly a million valid codes.
 */
export async function issueCode(
  tx: Statements,
  networkId: string,
  guestId: string,
  offerCode = makeCode,
): Promise<LiveCode> {
  await tx.query('DELETE FROM card_codes WHERE network_id = $1 AND guest_id = $2 AND expires_at <= now()', [
    networkId,
    guestId,
  ]);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const offered = Array.from({ length: CODES_OFFERED }, offerCode);
    const live = await tx.maybe<LiveCode>(
      `INSERT INTO card_codes (network_id, code, guest_id, expires_at)
       SELECT $1, o.code, $2, date_trunc('milliseconds', clock_timestamp()) + make_interval(secs => $4)
         FROM unnest($3::text[]) AS o (code)
        WHERE NOT EXISTS (
          SELECT 1 FROM card_codes k WHERE k.network_id = $1 AND k.code = o.code AND k.expires_at > clock_timestamp())
        LIMIT 1
       ON CONFLICT (network_id, code) DO UPDATE
         SET guest_id = excluded.guest_id, expires_at = excluded.expires_at, used_at = NULL
         WHERE card_codes.expires_at <= clock_timestamp()
       RETURNING code, expires_at`,
      [networkId, guestId, offered, CARD_LIFETIME_MS / 1_000],
    );
    if (live !== undefined) return live;
  }
  throw new ProblemError('unavailable', {}, [], 1);
}

/** An unused code of the guest that is valid for at least `forSeconds` more. */
export function findLiveCode(
  tx: Statements,
  networkId: string,
  guestId: string,
  forSeconds: number,
): Promise<LiveCode | undefined> {
  return tx.maybe<LiveCode>(
    `SELECT code, expires_at FROM card_codes
      WHERE network_id = $1 AND guest_id = $2 AND used_at IS NULL AND expires_at > clock_timestamp() + make_interval(secs => $3)
      ORDER BY expires_at DESC LIMIT 1`,
    [networkId, guestId, forSeconds],
  );
}

/** The guest of a code that has not expired. */
export function findGuestOfCode(
  tx: Statements,
  networkId: string,
  code: string,
): Promise<{ guest_id: string; expires_at: Date } | undefined> {
  return tx.maybe(
    'SELECT guest_id, expires_at FROM card_codes WHERE network_id = $1 AND code = $2 AND expires_at > clock_timestamp()',
    [networkId, code],
  );
}

/** Ends a code that was used to confirm an act. */
export async function endCode(tx: Statements, networkId: string, code: string): Promise<void> {
  await tx.query(
    'UPDATE card_codes SET expires_at = clock_timestamp(), used_at = now() WHERE network_id = $1 AND code = $2',
    [networkId, code],
  );
}

/** Marks the shown code as used, so that the next view of the card gets another code and QR. */
export async function markCodesUsed(tx: Pick<Statements, 'query'>, networkId: string, guestId: string): Promise<void> {
  await tx.query('UPDATE card_codes SET used_at = now() WHERE network_id = $1 AND guest_id = $2 AND used_at IS NULL', [
    networkId,
    guestId,
  ]);
}

/** Ends all codes of the guest. */
export async function endCodes(tx: Statements, networkId: string, guestId: string): Promise<void> {
  await tx.query('DELETE FROM card_codes WHERE network_id = $1 AND guest_id = $2', [networkId, guestId]);
}

function makeCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}
