import { inOrder } from './acts.rules';
import { eventsOf } from './events.rules';
import { Peers } from './peers.rules';
import type { ActFact, JudgedActs, EventName } from './facts';

/** The acts that rules judge, in order. Facts that several rules need are computed once, when the first rule reads them. */
export class ActWindow {
  readonly acts: readonly ActFact[];
  readonly from: number;
  private found: ReadonlyMap<EventName, readonly ActFact[]> | undefined;
  private compared: Peers | undefined;

  constructor(private readonly judged: JudgedActs) {
    this.acts = inOrder(judged.acts);
    this.from = judged.from;
  }

  get events(): ReadonlyMap<EventName, readonly ActFact[]> {
    this.found ??= eventsOf(this.acts);
    return this.found;
  }

  get peers(): Peers {
    this.compared ??= new Peers(this.judged.peers);
    return this.compared;
  }

  hasNew(acts: readonly ActFact[]): boolean {
    return acts.some(({ acceptedAt }) => acceptedAt >= this.from);
  }
}
