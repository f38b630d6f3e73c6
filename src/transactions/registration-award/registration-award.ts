import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import type { RegisteredGuest, RegistrationAward } from '../../identity';
import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { NO_RECEIPT } from '../acts/act-intake';
import { TillAlone } from '../till/till-alone';

/** The AWARD of a registration, decided like any other act, in the transaction that made the guest. */
@Injectable()
export class RegistrationAwards implements RegistrationAward {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly alone: TillAlone,
  ) {}

  async append(tx: Tx, guest: RegisteredGuest): Promise<void> {
    const snapshot = await this.snapshots.currentWithin(tx, guest.networkId);
    const program = snapshot.programInForce(new Date());
    if (program === undefined || program.program.document.activities.registration === null) return;
    await this.alone.recordIn(tx, {
      id: newId(),
      networkId: guest.networkId,
      guestId: guest.guestId,
      body: { kind: 'AWARD', activity: 'registration' },
      actor: guest.actor,
      channel: 'SYSTEM',
      requestId: guest.requestId,
      key: null,
      restaurantId: guest.restaurantId,
      pointOfSaleId: null,
      shiftId: null,
      receipt: NO_RECEIPT,
      occurredAt: null,
      deviceTime: null,
      networkLimit: null,
      claims: [],
    });
  }
}
