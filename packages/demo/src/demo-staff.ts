import { Injectable } from '@nestjs/common';
import { Database } from 'loyalty-platform/platform/database/database';
import { DEMO_PASSWORD, NO_ORIGIN, normalizeEmail, Owners, Pii, Staff } from 'loyalty-platform/security';
import type { DemoUser } from './demo-networks';
import * as sql from './demo.sql';

/** Makes the demonstration's staff, each person once, also when a stopped run continues. */
@Injectable()
export class DemoStaff {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly owners: Owners,
    private readonly staff: Staff,
  ) {}

  async ensureOwner(user: DemoUser): Promise<void> {
    await this.ensure(null, user, async () => (await this.owners.create(user.email, user.name)).userId);
  }

  /** A cashier gets all of these restaurants. */
  async ensureStaff(networkId: string, user: DemoUser, restaurantIds: readonly string[]): Promise<void> {
    const { email, name, role } = user;
    if (role === 'owner') throw new Error('an owner belongs to no network');
    await this.ensure(networkId, user, () =>
      this.database.inNetwork(networkId, async (tx) => {
        const made = await this.staff.create(
          tx,
          networkId,
          { email, name, role, restaurantIds },
          { actor: 'system', origin: NO_ORIGIN },
        );
        return made.user.id;
      }),
    );
  }

  private async ensure(networkId: string | null, user: DemoUser, create: () => Promise<string>): Promise<void> {
    const index = this.pii.blindIndex(null, 'email', normalizeEmail(user.email));
    const found = await this.database.asPlatform((tx) => sql.findUser(tx, networkId, index));
    if (found?.ready === true) return;
    await this.owners.setPassword(found?.id ?? (await create()), DEMO_PASSWORD);
  }
}
