/** Points that may be spent on some menu categories alone, on the lines of one check. */
import { categoryKey } from '../basics/category-key';

/** How many points the lines of each category take, by the category's key. */
export type CategoryRooms = ReadonlyMap<string, number>;

/** Points of one lot on the lines of each category. */
type Flow = { readonly keys: readonly string[]; readonly on: Map<string, number> };
/** How a category was reached: by points of this lot, which leave the category before; null: that are new. */
type Step = { readonly by: Flow; readonly from: string | null };

/**
 * Puts the points of lots on the lines of their categories, so that in all the most that can be spent is: the greatest flow
 * from lots to categories, along the shortest ways. A lot takes the place of another one's points only where those go to
 * another category, so no lot loses what it has.
 */
export class CategoryRoom {
  private readonly left: Map<string, number>;
  private readonly flows: Flow[] = [];
  /** Categories of lots that found no more room. All that such lots can reach is full and stays so. */
  private readonly full = new Set<string>();

  constructor(rooms: CategoryRooms) {
    this.left = new Map(rooms);
  }

  /** Returns how many of these points find room. */
  take(categories: readonly string[], wanted: number): number {
    const keys = categories.map(categoryKey).filter((key) => this.left.has(key));
    const flow: Flow = { keys, on: new Map() };
    this.flows.push(flow);
    const name = JSON.stringify(keys);
    let taken = 0;
    while (taken < wanted && !this.full.has(name)) {
      const more = this.put(flow, wanted - taken);
      if (more === 0) this.full.add(name);
      taken += more;
    }
    return taken;
  }

  /** The points that were taken of each lot, by the category that they pay; lots in the order of taking. */
  taken(): readonly ReadonlyMap<string, number>[] {
    return this.flows.map(({ on }) => on);
  }

  /** Finds the shortest way to room, and returns how many points go along it; 0: there is none. */
  private put(flow: Flow, wanted: number): number {
    const steps = new Map<string, Step>(flow.keys.map((key) => [key, { by: flow, from: null }]));
    // Keys that are added to the map during the walk come after the rest.
    for (const key of steps.keys()) {
      if ((this.left.get(key) ?? 0) > 0) return this.move(steps, key, wanted);
      for (const other of this.flows)
        if ((other.on.get(key) ?? 0) > 0)
          for (const next of other.keys) if (!steps.has(next)) steps.set(next, { by: other, from: key });
    }
    return 0;
  }

  private move(steps: ReadonlyMap<string, Step>, to: string, wanted: number): number {
    const way: (Step & { readonly to: string })[] = [];
    for (let at: string | null = to; at !== null;) {
      const step = steps.get(at) as Step;
      way.push({ ...step, to: at });
      at = step.from;
    }
    const left = this.left.get(to) ?? 0;
    const most = way.map(({ by, from }) => (from === null ? wanted : (by.on.get(from) ?? 0)));
    const moved = Math.min(left, ...most);
    this.left.set(to, left - moved);
    for (const { by, from, to: on } of way) {
      if (from !== null) by.on.set(from, (by.on.get(from) ?? 0) - moved);
      by.on.set(on, (by.on.get(on) ?? 0) + moved);
    }
    return moved;
  }
}
