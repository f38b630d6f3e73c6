import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../../configuration';
import type { RegisteredGuest, RegistrationAward } from '../../../identity';
import { Clock } from '../../../platform/clock/clock';
import type { Tx } from '../../../platform/database/database';
import { systemActOf } from '../../ledger/act/system-act';
import { SingleActTransaction } from '../queue/single-act-transaction';

/** The AWARD of a registration, decided like any other act, in the transaction that registers the guest. */
@Injectable()
export class RegistrationAwards implements RegistrationAward {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly single: SingleActTransaction,
    private readonly clock: Clock,
  ) {}

  async append(tx: Tx, guest: RegisteredGuest): Promise<void> {
    const snapshot = await this.snapshots.currentWithin(tx, guest.networkId);
    const program = snapshot.programInForce(this.clock.now());
    if (program?.program.document.activities.registration == null) return;
    const { networkId, guestId, actor, requestId, restaurantId } = guest;
    const award = { kind: 'AWARD', activity: 'registration' } as const;
    await this.single.recordIn(tx, systemActOf(networkId, guestId, award, { actor, requestId, restaurantId }));
  }
}
