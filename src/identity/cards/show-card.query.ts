import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Statements } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Cards } from './cards';
import { CARD_LIFETIME_MS } from './qr.rules';

interface LiveCode {
  readonly code: string;
  readonly expiresAt: Date;
}

/** Random codes tried in one statement: while fewer than half of all codes are in use, one call in 65,536 finds none free. */
const CODES_OFFERED = 16;

const ATTEMPTS = 4;

/** The guest's card for the next two minutes: number, code and QR. */
export interface ShownCard {
  readonly cardNumber: string;
  readonly cardCode: string;
  readonly qr: string;
  readonly expiresAt: string;
}

/** A code with less time left is replaced before it is shown, because a cashier needs time to type it. */
const SHOWN_AGAIN_SECONDS = 30;

/** Shows a guest's code and QR, which are made and end together. */
@Injectable()
export class ShowCard {
  constructor(private readonly cards: Cards) {}

  /** The present code and QR, or new ones if those were used or end soon. */
  async show(tx: Statements, networkId: string, guest: { id: string; card_number: string }): Promise<ShownCard> {
    const live = await tx.maybe<LiveCode>`SELECT code, expires_at FROM card_codes
        WHERE network_id = ${networkId} AND guest_id = ${guest.id} AND used_at IS NULL
          AND expires_at > clock_timestamp() + make_interval(secs => ${SHOWN_AGAIN_SECONDS})
        ORDER BY expires_at DESC LIMIT 1`;
    return this.faceOf(networkId, guest.card_number, live ?? (await issueCode(tx, networkId, guest.id)));
  }

  private faceOf(networkId: string, cardNumber: string, live: LiveCode): ShownCard {
    const issuedAt = new Date(live.expiresAt.getTime() - CARD_LIFETIME_MS);
    return {
      cardNumber,
      cardCode: live.code,
      qr: this.cards.makeQr(networkId, cardNumber, issuedAt),
      expiresAt: live.expiresAt.toISOString(),
    };
  }
}

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
  await tx.query`
    DELETE FROM card_codes WHERE network_id = ${networkId} AND guest_id = ${guestId} AND expires_at <= now()`;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const offered = Array.from({ length: CODES_OFFERED }, offerCode);
    const live = await tx.maybe<LiveCode>`INSERT INTO card_codes (network_id, code, guest_id, expires_at)
        SELECT ${networkId}, o.code, ${guestId}, date_trunc('milliseconds', clock_timestamp()) + make_interval(secs => ${CARD_LIFETIME_MS / 1_000})
          FROM unnest(${offered}::text[]) AS o (code)
         WHERE NOT EXISTS (
           SELECT 1 FROM card_codes k WHERE k.network_id = ${networkId} AND k.code = o.code AND k.expires_at > clock_timestamp())
         LIMIT 1
        ON CONFLICT (network_id, code) DO UPDATE
          SET guest_id = excluded.guest_id, expires_at = excluded.expires_at, used_at = NULL
          WHERE card_codes.expires_at <= clock_timestamp()
        RETURNING code, expires_at`;
    if (live !== undefined) return live;
  }
  throw new ProblemError('unavailable', {}, [], 1);
}

function makeCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}
