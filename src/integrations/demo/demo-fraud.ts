import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { PastCases } from '../../transactions';
import { type ApiDoor, DemoDesk } from './demo-desk';

const RULE = 'oneCardManyChecks';
/** The demonstration's guests visit a restaurant at most twice a day. */
const VISITS = 2;
const DAYS = 365;
const CASES = 4;

const cases = z.object({ items: z.array(z.object({ id: z.uuid(), state: z.string() })) });
const answered = z.looseObject({});

/** Decisions on the oldest cases; the other cases stay open. */
const DECISIONS = [
  { decision: 'CONFIRM', ground: 'Одну карту предъявляют разные компании, гость это подтвердил.' },
  { decision: 'DISMISS', ground: 'Семья: обедают и ужинают у нас, карта одна на всех.' },
] as const;

/** Gives the demonstration cases of fraud watch: one confirmed, one dismissed, the others open. */
@Injectable()
export class DemoFraud {
  constructor(private readonly past: PastCases) {}

  async ensure(networkId: string, door: ApiDoor): Promise<void> {
    await this.past.ensure(networkId, RULE, { visits: VISITS }, DAYS, CASES);
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
}
