import { Injectable } from '@nestjs/common';
import { Snapshots } from 'loyalty-platform/configuration';
import { Cases } from 'loyalty-platform/identity';
import { Clock } from 'loyalty-platform/platform/clock/clock';
import { Database } from 'loyalty-platform/platform/database/database';
import { NO_ORIGIN } from 'loyalty-platform/security';

const AUTHOR = { actor: 'system', origin: NO_ORIGIN } as const;

/** Cases opened by the demonstration's guests; a network whose tiers lack the benefit gets none. */
const REQUESTS = [
  { kind: 'CONCIERGE', text: 'A table for six by the window on Friday at 19:30, with a cake at nine.' },
  { kind: 'PERSONAL_SHOPPER', text: 'Help me choose wine for a dinner of ten.' },
  { kind: 'PRIORITY_SUPPORT', text: 'My last delivery came without the dessert.' },
] as const;

@Injectable()
export class DemoCases {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly cases: Cases,
    private readonly clock: Clock,
  ) {}

  /** Opens the cases; does nothing for a network that has cases. */
  async ensure(networkId: string): Promise<void> {
    const inForce = (await this.snapshots.current(networkId)).programInForce(this.clock.now());
    await this.database.inNetwork(networkId, async (tx) => {
      if ((await tx.prisma.guestCase.count({ where: { networkId } })) > 0) return;
      for (const [index, { kind, text }] of REQUESTS.entries()) {
        const tiers = (inForce?.program.document.tiers ?? []).filter(({ benefits }) =>
          benefits.some((benefit) => benefit.kind === kind),
        );
        const codes = tiers.map(({ code }) => code);
        const spenders = await tx.query<{ guestId: string }>`
          SELECT guest_id FROM guest_states WHERE network_id = ${networkId} AND tier = ANY (${codes})
          ORDER BY spend DESC, guest_id LIMIT ${REQUESTS.length}`;
        const spender = spenders.at(index);
        if (spender !== undefined)
          await this.cases.open(tx, networkId, spender.guestId, { kind, text, restaurantId: null }, AUTHOR);
      }
    });
  }
}
