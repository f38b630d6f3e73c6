import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Snapshots } from 'loyalty-platform/configuration';
import { Database } from 'loyalty-platform/platform/database/database';
import { normalizeEmail, Pii } from 'loyalty-platform/security';
import { PastCases, TillHistory } from 'loyalty-platform/transactions';
import { type ApiDoor, DemoDesk } from './demo-desk';
import type { DemoClock } from './demo-day';
import { externalIdOf, GUEST } from './demo-parts';
import * as sql from './demo.sql';
import { ownCardVisits } from './own-card-visits.rules';
import { pastSaleOf, recordPastSales } from './past-sales';

/** The cashier who rings up checks of strangers on one card. */
const DISHONEST = 'cashier2@demo.test';
const DAYS = 365;

/** The demonstration's guests visit a restaurant at most twice a day. The cashier's case comes last, so it is the newest. */
const SEARCHES = [
  { key: 'oneCardManyChecks', params: { visits: 2 }, cases: 3 },
  { key: 'ownCard', params: {}, cases: 1 },
] as const;

const cases = z.object({ items: z.array(z.object({ id: z.uuid(), state: z.string() })) });
const answered = z.looseObject({});

/** Decisions on the oldest cases; the other cases stay open. */
const DECISIONS = [
  { decision: 'CONFIRM', ground: 'Одну карту предъявляют разные компании, гость это подтвердил.' },
  { decision: 'DISMISS', ground: 'Семья: обедают и ужинают у нас, карта одна на всех.' },
] as const;

/** Gives the demonstration cases of fraud watch: one confirmed, one dismissed, and two open, the newest about a cashier. */
@Injectable()
export class DemoFraud {
  constructor(
    private readonly past: PastCases,
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly snapshots: Snapshots,
    private readonly till: TillHistory,
  ) {}

  async ensure(networkId: string, door: ApiDoor, clock: DemoClock): Promise<void> {
    await this.useOwnCard(networkId, clock);
    await this.past.ensure(networkId, DAYS, SEARCHES);
    const manager = await DemoDesk.signIn(door, 'manager@demo.test');
    const { items } = await manager.get('/fraud/cases?sort=createdAt', cases);
    for (const [index, decision] of DECISIONS.entries()) {
      const found = items[index];
      if (found?.state !== 'OPEN') continue;
      const path = `/fraud/cases/${found.id}/decision`;
      await manager.send(`fraud-${decision.decision}`, 'POST', path, decision, answered);
    }
    await manager.signOut();
  }

  /** Records the checks that the cashier rang up on one card in the past two weeks, once. */
  private async useOwnCard(networkId: string, clock: DemoClock): Promise<void> {
    const index = this.pii.blindIndex(null, 'email', normalizeEmail(DISHONEST));
    const cashier = await this.database.asPlatform((tx) => sql.findUser(tx, networkId, index));
    const { visits, isRecorded } = await this.database.inNetwork(networkId, async (tx) => {
      const [guestId = ''] = await sql.listGuestsByExternalId(tx, networkId, [externalIdOf(GUEST.ownCard)]);
      const visits = ownCardVisits(guestId, clock.instantOf(0).getTime());
      const last = visits.at(-1)?.receiptNumber ?? '';
      return { visits, isRecorded: await sql.hasSale(tx, networkId, guestId, last) };
    });
    if (isRecorded || cashier === undefined) return;
    const snapshot = await this.snapshots.current(networkId);
    const [till = ''] = [...snapshot.pointOfSaleIds].sort();
    const acts = visits.map((visit) => pastSaleOf(visit, till, snapshot, cashier.id));
    await recordPastSales(this.till, networkId, acts);
  }
}
