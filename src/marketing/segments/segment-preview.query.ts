import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { Database } from '../../platform/database/database';
import { listKnownGuests } from './guest-facts.sql';
import { CompiledGuestRule } from './guest-rule.rules';
import { SegmentEvaluation } from './segment-evaluation';
import { countGuests, listSampled } from './segment-preview.sql';
import { Segments } from './segments';

/** Up to so many guests each is asked; of more, every k-th by a hash of its id, about so many. */
const MOST_ASKED = 10_000;
const GUESTS_AT_ONCE = 500;

export interface Preview {
  readonly guests: number;
  /** The number of all guests. */
  readonly of: number;
  /** False: an estimate from a part of the guests. */
  readonly isExact: boolean;
}

/** How many guests a rule would take in, before it is saved. Nothing is written, and nobody waits for it. */
@Injectable()
export class SegmentPreview {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly segments: Segments,
    private readonly evaluation: SegmentEvaluation,
  ) {}

  /** Throws `invalid_body` with the place of each mistake of the rule. */
  async count(networkId: string, given: unknown): Promise<Preview> {
    const snapshot = await this.snapshots.current(networkId);
    const { rule, of } = await this.database.inNetwork(networkId, async (tx) => ({
      rule: await this.segments.ruleOf(tx, networkId, given),
      of: await countGuests(tx, networkId),
    }));
    if (rule === null) return { guests: 0, of, isExact: true };
    const compiled = new CompiledGuestRule(rule);
    const frame = this.evaluation.frameOf(snapshot, compiled.asksJournal);
    const everyNth = Math.max(1, Math.ceil(of / MOST_ASKED));
    let asked = 0;
    let held = 0;
    let after: string | null = null;
    for (;;) {
      const known = await this.database.inNetwork(networkId, async (tx) => {
        const guestIds = await listSampled(tx, networkId, everyNth, after, GUESTS_AT_ONCE);
        return listKnownGuests(tx, networkId, guestIds, frame);
      });
      asked += known.length;
      held += known.filter(({ facts }) => facts !== null && compiled.firstFailed(facts) === null).length;
      after = known.at(-1)?.guestId ?? null;
      if (known.length < GUESTS_AT_ONCE || after === null) break;
    }
    const guests = everyNth === 1 ? held : Math.round((held / Math.max(1, asked)) * of);
    return { guests, of, isExact: everyNth === 1 };
  }
}
