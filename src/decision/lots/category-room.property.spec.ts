import fc from 'fast-check';
import { runs } from '../../../test/support/decision/runs';
import { CategoryRoom } from './category-room';

const CATEGORIES = ['a', 'b', 'c', 'd'] as const;
const amount = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 1_000_000_000 }));
const rooms = fc
  .tuple(amount, amount, amount, fc.option(amount))
  .map((all) => new Map(all.flatMap((room, index) => (room === null ? [] : [[CATEGORIES[index] as string, room]]))));
const lots = fc.array(
  fc.record({ points: amount, categories: fc.subarray([...CATEGORIES, 'none'], { minLength: 1 }) }),
  { maxLength: 8 },
);
type Lots = readonly { readonly points: number; readonly categories: readonly string[] }[];

/** By the theorem of the least cut: over each choice of categories, their room and the points of lots that have others. */
function leastCut(all: Lots, room: ReadonlyMap<string, number>): number {
  const names = [...room.keys()];
  const cuts = Array.from({ length: 2 ** names.length }, (_, choice) => {
    const cut = new Set(names.filter((_name, index) => Math.floor(choice / 2 ** index) % 2 === 1));
    const ofRooms = [...cut].reduce((sum, name) => sum + (room.get(name) ?? 0), 0);
    const hasOther = ({ categories }: Lots[number]) => categories.some((name) => room.has(name) && !cut.has(name));
    return all.filter(hasOther).reduce((sum, { points }) => sum + points, ofRooms);
  });
  return Math.min(...cuts);
}

describe('the room of a check for points of some categories', () => {
  it('takes of the lots so far as many as the least cut says, lot by lot', () => {
    fc.assert(
      fc.property(lots, rooms, (all, room) => {
        const filled = new CategoryRoom(room);
        let sum = 0;
        all.forEach(({ points, categories }, index) => {
          sum += filled.take(categories, points);
          expect(sum).toBe(leastCut(all.slice(0, index + 1), room));
        });
      }),
      runs(500),
    );
  });

  it('says where the points of each lot are: on its own categories, within their room', () => {
    fc.assert(
      fc.property(lots, rooms, (all, room) => {
        const filled = new CategoryRoom(room);
        const taken = all.map(({ points, categories }) => filled.take(categories, points));
        const on = filled.taken();
        const onCategory = (name: string) => on.reduce((sum, one) => sum + (one.get(name) ?? 0), 0);
        expect(on.map((one) => [...one.values()].reduce((sum, count) => sum + count, 0))).toEqual(taken);
        on.forEach((one, index) =>
          one.forEach((count, name) => expect(count === 0 || all[index]?.categories.includes(name)).toBe(true)),
        );
        for (const [name, most] of room) expect(onCategory(name)).toBeLessThanOrEqual(most);
      }),
      runs(300),
    );
  });
});
