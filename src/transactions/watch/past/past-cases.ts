import { Injectable } from '@nestjs/common';
import { Networks } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import { Database } from '../../../platform/database/database';
import { newId } from '../../../platform/ids/ids';
import { ReadFacts } from '../facts/read-facts';
import { addSignals, countOpened, openCase, putSignals } from '../kept/signals.sql';
import { judgeActs } from '../judging/judge-acts';
import type { Params, Signal } from '../signals/facts';

const DAY_MS = 86_400_000;
const MOST_FACTS = 50_000;

/** A rule of fraud watch, and how many cases it may open. */
interface PastSearch {
  readonly key: string;
  readonly params: Params;
  readonly cases: number;
}

/** Opens cases about past acts, for the demonstration alone. */
@Injectable()
export class PastCases {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly facts: ReadFacts,
    private readonly clock: Clock,
  ) {}

  /**
   * Judges the acts of the last days by some rules, and opens cases about the subjects with the most signals of each, in the order of the rules. Does
   * nothing in a network that has cases.
   */
  async ensure(networkId: string, days: number, searches: readonly PastSearch[]): Promise<void> {
    const to = this.clock.now().getTime();
    const from = to - days * DAY_MS;
    const network = await this.networks.getProfile(networkId);
    const kept = await this.facts.ofRange(network, { from, to }, { most: MOST_FACTS, withImported: true });
    // Imported receipts are judged as if each had been accepted when it occurred.
    const acts = kept.map((act) => ({ ...act, acceptedAt: act.occurredAt }));
    const found: Signal[][] = [];
    for (const { key, params, cases } of searches) {
      const { signals } = await judgeActs(acts, { kind: 'PAST', rules: [{ key, params }], from });
      found.push(...bySubject(signals).slice(0, cases));
    }
    await this.database.inNetwork(networkId, async (tx) => {
      if ((await countOpened(tx, networkId, new Date(0))) > 0) return;
      for (const ofSubject of found) {
        const [first] = ofSubject;
        if (first === undefined) continue;
        const stored = ofSubject.map((signal) => ({ ...signal, id: newId() }));
        await putSignals(tx, networkId, stored);
        const caseId = newId();
        if (!(await openCase(tx, networkId, caseId, first))) continue;
        const ids = stored.map(({ id }) => id);
        await addSignals(tx, networkId, caseId, ids);
      }
    });
  }
}

/** The signals of each subject, the subject with the most signals first. */
function bySubject(signals: readonly Signal[]): Signal[][] {
  const groups = new Map<string, Signal[]>();
  for (const signal of signals) {
    const group = groups.get(signal.subject.id);
    if (group === undefined) groups.set(signal.subject.id, [signal]);
    else group.push(signal);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length);
}
