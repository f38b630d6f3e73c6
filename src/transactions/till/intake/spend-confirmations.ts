import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../../configuration';
import { Confirmations, FreshCards, LookupMisses } from '../../../identity';
import { Database } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { NO_ORIGIN, type Origin, type Principal } from '../../../security';
import type { ActConfirmation } from '../../ledger/act/till-act';
import type { ConfirmationDto } from './act.dto';

/** What of an act its confirmation is judged by. */
interface Confirmed {
  readonly principal: Principal;
  readonly guestId: string | null;
  /** Of an offline act: when the till scanned the QR. */
  readonly occurredAt: number | null;
  readonly confirmation?: ConfirmationDto | null | undefined;
  readonly origin?: Origin | undefined;
}

/** Reads the guest's word for a spend: six digits can be guessed, so a wrong one counts as a miss of the caller. */
@Injectable()
export class SpendConfirmations {
  constructor(
    private readonly database: Database,
    private readonly cards: FreshCards,
    private readonly confirmations: Confirmations,
    private readonly misses: LookupMisses,
  ) {}

  /** @throws ProblemError `confirmation_failed`, `verification_failed`, `verification_expired`, `rate_limited` */
  async find(act: Confirmed, network: NetworkProfile): Promise<ActConfirmation | null> {
    const { confirmation, principal, occurredAt, guestId, origin = NO_ORIGIN } = act;
    if (confirmation == null) return null;
    if ('id' in confirmation) {
      const { id, oneTimeCode } = confirmation;
      if (oneTimeCode != null) await this.confirmations.confirmByCode(network.id, id, oneTimeCode, origin);
      return { by: 'ASKED', id };
    }
    const asOf = occurredAt === null ? undefined : new Date(occurredAt);
    const face = await this.misses.counting(network, principal, () =>
      this.database.inNetwork(network.id, async (tx) => {
        const found = await this.cards.find(tx, network.id, confirmation, principal.id, asOf);
        return found?.row.id === guestId ? found : undefined;
      }),
    );
    if (face === undefined) throw new ProblemError('confirmation_failed');
    return { by: face.way, use: face.use };
  }
}
