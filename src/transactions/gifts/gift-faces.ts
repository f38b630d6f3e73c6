import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { type GuessLimit, type GuessRule, networkOf, Pii, type Principal, RateLimiter } from '../../security';
import { listMergedGuests } from '../ledger/read/lineage.sql';
import { faceOfText, type GiftFace, makeGiftFace, parseGiftCode, textOfFace } from './gift-code.rules';

/** A new card: the blind index of its code, its encrypted face, and the last four characters of its code. */
export interface MadeCard {
  readonly id: string;
  readonly codeIndex: Buffer;
  readonly face: Buffer;
  readonly last4: string;
}

const MINUTE_S = 60;
/** How many wrong PINs of one card are allowed, counted over all tills and services. */
const PINS_PER_CARD: GuessRule = { limit: 10, windowSeconds: 60 * MINUTE_S, lockSeconds: 60 * MINUTE_S };
/** Limits of wrong PINs in the cabinet, for one guest and for all. They count apart from tills, so wrong PINs there lock no holder out. */
const PINS_PER_GUEST: GuessRule = { limit: 5, windowSeconds: 60 * MINUTE_S, lockSeconds: 60 * MINUTE_S };
const PINS_OF_GUESTS: GuessRule = { limit: 30, windowSeconds: 60 * MINUTE_S, lockSeconds: 60 * MINUTE_S };
/** How many wrong codes and PINs of one caller are allowed. */
const MISSES_PER_CALLER: GuessRule = { limit: 20, windowSeconds: MINUTE_S, lockSeconds: MINUTE_S };
const LAST4 = -4;

/** Codes and PINs of gift cards. They are stored encrypted, are found by a blind index, and appear in no log. */
@Injectable()
export class GiftFaces {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly limiter: RateLimiter,
  ) {}

  /**
   * The card with a code, and with the PIN where one is given. Wrong entries count against the caller, wrong PINs also
   * against the card, in the cabinet apart from the tills, and for the card's own guest against nobody else.
   * @throws ProblemError `gift_card_unknown` for an unknown code or a wrong PIN alike, `locked_out`
   */
  async find(principal: Principal, typedCode: string, pin: string | null): Promise<string> {
    const networkId = networkOf(principal);
    const caller = { subject: `gift:caller:${networkId}:${principal.id}`, rule: MISSES_PER_CALLER };
    const code = parseGiftCode(typedCode);
    const index = code === undefined ? null : this.indexOf(networkId, code);
    const found =
      index === null
        ? undefined
        : await this.database.inNetwork(
            networkId,
            (tx) => tx.maybe<{
              id: string;
              face: Buffer;
              guestId: string | null;
            }>`SELECT id, face_encrypted AS face, guest_id FROM gift_cards WHERE network_id = ${networkId}
             AND code_index = ${index}`,
          );
    const isHolder = principal.kind === 'guest' && found?.guestId === principal.id;
    const card = index === null || pin === null || isHolder ? [] : cardLimits(principal, networkId, index);
    await this.limiter.beginGuess([...card, caller]);
    const isRight = found !== undefined && (pin === null || isSame(this.read(networkId, found.face).pin, pin));
    if (!isRight) {
      await this.limiter.failed([...card, caller]);
      throw new ProblemError('gift_card_unknown');
    }
    await this.limiter.succeeded(card, [caller]);
    return found.id;
  }

  /**
   * The code and the PIN of a card that the guest has.
   * @throws ProblemError `not_found`
   */
  async getOfGuest(tx: Tx, networkId: string, cardId: string, guestId: string): Promise<GiftFace> {
    const guestIds = await listMergedGuests(tx, networkId, guestId);
    const found = await tx.maybe<{ face: Buffer }>`SELECT face_encrypted AS face FROM gift_cards
      WHERE network_id = ${networkId} AND id = ${cardId} AND guest_id = ANY (${guestIds}::uuid[]) AND state IN ('ACTIVE', 'BLOCKED', 'ENDED')`;
    if (found === undefined) throw new ProblemError('not_found');
    return this.read(networkId, found.face);
  }

  /** Makes a code and a PIN for a new card. */
  make(networkId: string): MadeCard {
    const face = makeGiftFace();
    return {
      id: newId(),
      codeIndex: this.indexOf(networkId, face.code),
      face: this.pii.encrypt(networkId, 'gift_card', textOfFace(face)),
      last4: face.code.slice(LAST4),
    };
  }

  /** The code and the PIN in an encrypted face. */
  read(networkId: string, blob: Buffer): GiftFace {
    return faceOfText(this.pii.decrypt(networkId, 'gift_card', blob));
  }

  private indexOf(networkId: string, code: string): Buffer {
    return this.pii.blindIndex(networkId, 'gift_card', code);
  }
}

function cardLimits(principal: Principal, networkId: string, index: Buffer): GuessLimit[] {
  const card = `gift:card:${networkId}:${index.toString('hex')}`;
  if (principal.kind !== 'guest') return [{ subject: card, rule: PINS_PER_CARD }];
  return [
    { subject: `${card}:${principal.id}`, rule: PINS_PER_GUEST },
    { subject: `${card}:guests`, rule: PINS_OF_GUESTS },
  ];
}

function isSame(pin: string, typed: string): boolean {
  const [right, given] = [Buffer.from(pin), Buffer.from(typed)];
  return right.length === given.length && timingSafeEqual(right, given);
}
