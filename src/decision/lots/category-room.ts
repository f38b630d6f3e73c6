/** Divides points that may be spent on some menu categories alone over the lines of one check. */
import { categoryKey } from '../basics/category-key';

/** How many points the lines of each category take, by the category's key. */
export type CategoryRooms = ReadonlyMap<string, number>;

/** Points of one lot, by the category of the lines that they pay for. */
type Flow = { readonly keys: readonly string[]; readonly on: Map<string, number> };
/** How the search reached a category: by moving points of this lot out of the category `from`. Null: by new points. */
type SearchStep = { readonly by: Flow; readonly from: string | null };

/**
 * Puts the points of lots on lines of their categories so that as many points as possible can be spent: the greatest flow from lots to categories,
 * along the shortest paths. A lot displaces another lot's points only if those move to another category, so no lot loses points.
 */
export class CategoryRoom {
  private readonly left: Map<string, number>;
  private readonly flows: Flow[] = [];
  /** Categories of lots that found no room. Every category that these lots can reach is full and stays full. */
  private readonly full = new Set<string>();

  constructor(rooms: CategoryRooms) {
    this.left = new Map(rooms);
  }

  /** Returns for how many of these points there is room. */
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

  /** The points taken of each lot, by the category whose lines they pay for. Lots are in the order in which they were taken. */
  taken(): readonly ReadonlyMap<string, number>[] {
    return this.flows.map(({ on }) => on);
  }

  /** Finds the shortest path to free room and moves points along it. Returns how many; 0: there is no such path. */
  private put(flow: Flow, wanted: number): number {
    const steps = new Map<string, SearchStep>(flow.keys.map((key) => [key, { by: flow, from: null }]));
    // A Map also visits keys that are added during the walk, after all others.
    for (const key of steps.keys()) {
      if ((this.left.get(key) ?? 0) > 0) return this.move(steps, key, wanted);
      for (const other of this.flows)
        if ((other.on.get(key) ?? 0) > 0)
          for (const next of other.keys) if (!steps.has(next)) steps.set(next, { by: other, from: key });
    }
    return 0;
  }

  private move(steps: ReadonlyMap<string, SearchStep>, to: string, wanted: number): number {
    const way: (SearchStep & { readonly to: string })[] = [];
    for (let at: string | null = to; at !== null;) {
      const step = steps.get(at) as SearchStep;
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
