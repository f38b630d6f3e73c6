import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../../configuration';
import { Confirmations, FreshCards, LookupMisses } from '../../../identity';
import { Database } from '../../../platform/database/database';
import { NO_ORIGIN, type Origin, type Principal } from '../../../security';
import { refusing, type RefusalReason } from '../../ledger/act/refusing';
import type { ActConfirmation } from '../../ledger/act/till-act';
import type { ConfirmationDto } from './act.dto';

/** The parts of an act that its confirmation is checked against. */
interface ConfirmableAct {
  readonly principal: Principal;
  readonly guestId: string | null;
  /** For an offline act: when the till scanned the QR. */
  readonly occurredAt: number | null;
  readonly confirmation?: ConfirmationDto | null | undefined;
  readonly origin?: Origin | undefined;
}

/** Reads the guest's confirmation of a spend. Six digits can be guessed, so a wrong code counts as a miss of the caller. */
@Injectable()
export class SpendConfirmations {
  constructor(
    private readonly database: Database,
    private readonly cards: FreshCards,
    private readonly confirmations: Confirmations,
    private readonly misses: LookupMisses,
  ) {}

  /**
   * Null: the act came without a confirmation. A bad confirmation refuses the act only after its key was checked, since
   * a repeated act naturally comes with a confirmation that is used up.
   * @throws ProblemError `verification_failed`, `verification_expired`, `rate_limited`
   */
  async find(act: ConfirmableAct, network: NetworkProfile): Promise<ActConfirmation | RefusalReason | null> {
    const { confirmation, principal, occurredAt, guestId, origin = NO_ORIGIN } = act;
    if (confirmation == null) return null;
    if ('id' in confirmation) {
      const { id, oneTimeCode } = confirmation;
      const isOpen =
        oneTimeCode == null || (await this.confirmations.confirmByCode(network.id, id, oneTimeCode, origin));
      return isOpen ? { by: 'ASKED', id } : refusing('confirmation_failed');
    }
    const asOf = occurredAt === null ? undefined : new Date(occurredAt);
    const face = await this.misses.counting(network, principal, () =>
      this.database.inNetwork(network.id, async (tx) => {
        const found = await this.cards.find(tx, network.id, confirmation, principal.id, asOf);
        return found?.row.id === guestId ? found : undefined;
      }),
    );
    return face === undefined ? refusing('confirmation_failed') : { by: face.way, use: face.use };
  }
}
