import { z } from 'zod';
import { type DemoDesk, named } from './demo-desk';

/** So many of the network's first restaurants form the district; the others belong to no group. */
const IN_DISTRICT = 2;

const PARTNER = {
  code: 'BEANS',
  name: 'Кофейня «Бобы»',
  benefits: {
    ru: 'Балл за каждые 10 ₽, и кофе за баллы пиццерии.',
    en: 'A point for every 10 ₽, and coffee for the points of the pizzeria.',
  },
  earnPerDay: 50_000,
  burnPerDay: 20_000,
} as const;

const SENIOR = {
  name: 'Старший кассир',
  also: ['cases.manage', 'reports.read'],
} as const;

const answered = z.looseObject({});
const restaurantList = z.object({ items: z.array(named) });
const roleList = z.object({ builtIn: z.object({ cashier: z.array(z.string()) }) });

/**
 * Sets up, as a manager, a district of restaurants, a role made by the network, a partner, and settlements of past months.
 *
 * @param months `YYYY-MM`, past months only
 */
export async function setUpChain(manager: DemoDesk, months: readonly string[]): Promise<void> {
  const { items } = await manager.get('/restaurants', restaurantList);
  const restaurantIds = items.slice(0, IN_DISTRICT).map(({ id }) => id);
  await manager.post('district', '/restaurant-groups', {
    name: 'Центр',
    names: { en: 'Centre' },
    restaurantIds,
  });
  const { builtIn } = await manager.get('/roles', roleList);
  const { also, ...role } = SENIOR;
  await manager.post('senior-cashier', '/roles', { ...role, permissions: [...builtIn.cashier, ...also] });
  await manager.post('partner', '/partners', PARTNER);
  for (const month of months)
    await manager.send(`settle-${month}`, 'POST', `/settlements/${month}/close`, {}, answered);
}
