import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { WheelDraws, Wheels } from 'loyalty-platform/marketing';
import { Database } from 'loyalty-platform/platform/database/database';
import { type ApiDoor, DemoDesk } from './demo-desk';
import { listGuestsByExternalId } from './demo.sql';
import { externalIdOf, GUEST } from './demo-parts';

const PRIZES = [
  { name: { ru: '50 баллов', en: '50 points' }, kind: 'POINTS', points: 50, weight: 300 },
  { name: { ru: '150 баллов', en: '150 points' }, kind: 'POINTS', points: 150, weight: 120, stock: 200 },
  { name: { ru: 'Лимонад', en: 'Lemonade' }, kind: 'REWARD', reward: 'COLA', weight: 60, stock: 40 },
  { name: { ru: '1 000 баллов', en: '1,000 points' }, kind: 'POINTS', points: 1_000, weight: 20, stock: 3 },
  { name: { ru: 'В другой раз', en: 'Another time' }, kind: 'NOTHING', weight: 500, isFallback: true },
] as const;
const TERMS = { total: 1_000, leastSale: 50_000, useDays: 14, budgetPoints: 50_000 };
/** Guests of the simulated day who spun the wheel. The guest who saves points keeps a spin for a visitor of the cabinet. */
const PLAYERS = [GUEST.takesApron, GUEST.collector, GUEST.fullCard, GUEST.drinker, GUEST.complains].map(externalIdOf);

/** How many digits the guests' chosen numbers have. */
const LUCKY_DIGITS = 6;

/** Makes a wheel for the demonstration, with its first draws. */
@Injectable()
export class DemoWheel {
  constructor(
    private readonly database: Database,
    private readonly wheels: Wheels,
    private readonly draws: WheelDraws,
  ) {}

  /** Opens the wheel before the day's sales, because sales give spins. */
  async open(door: ApiDoor): Promise<void> {
    const manager = await DemoDesk.signIn(door, 'manager@demo.test');
    await manager.send('wheel', 'POST', '/wheel/epochs', { ...TERMS, prizes: PRIZES }, z.looseObject({}));
    await manager.signOut();
  }

  /** Guests use the spins that they got on the day. */
  async spin(networkId: string): Promise<void> {
    const guests = await this.database.inNetwork(networkId, (tx) => listGuestsByExternalId(tx, networkId, PLAYERS));
    for (const guestId of guests) {
      const { epoch, spins } = await this.wheels.showToGuest(networkId, guestId, 'ru');
      if (epoch === null) return;
      for (const { sourceKind, sourceId } of spins) {
        const number = sourceId.slice(-LUCKY_DIGITS);
        await this.draws.draw(networkId, guestId, { epochId: epoch.id, sourceKind, sourceId, number });
      }
    }
  }
}
