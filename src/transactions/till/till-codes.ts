import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { Database, type Tx } from '../../platform/database/database';
import { GatheredCalls } from '../../platform/database/gathered-calls';
import { RewardBooks } from '../rewards/reward-books';
import type { RewardPlan } from '../rewards/reward-plan';
import { sqlStateOf } from './attempts';
import type { Group } from './decide-group';
import type { Outcome, SaleBody, TillAct } from './till-act';
import { TillBatch } from './till-batch';
import { tillMetrics } from './till-metrics';
import { lockGuests, transactionTill } from './till-statements';

type SaleByCode = TillAct & { readonly guestId: string; readonly body: SaleBody };
type Planned = { readonly act: SaleByCode; readonly plan: RewardPlan };

/** How long they wait for a row that another holds, before each is decided alone. */
const LOCK_TIMEOUT = '250ms';
const MAX_SALES = 100;
/** While one batch is committed, the next is decided; fewer than this many wait for the one under way. */
const BATCHES_AT_ONCE = 2;
const MIN_BESIDE = 24;
const DEADLOCK = '40P01';

/**
 * Sales that use up codes of coupons and rest on nothing else, those of a network that come at once in one transaction:
 * it locks their guests, then their codes, reads, decides and writes (ledger.md, rules 2 and 4).
 */
@Injectable()
export class TillCodes {
  private readonly sales = new GatheredCalls<SaleByCode, Outcome | null>({
    maxSize: MAX_SALES,
    atOnce: BATCHES_AT_ONCE,
    minBeside: MIN_BESIDE,
    run: (networkId, acts) => this.runBatch(networkId, acts),
  });

  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly rewards: RewardBooks,
    private readonly batch: TillBatch,
  ) {}

  /** The outcome after the commit; null: nothing of it was written, and it has to be decided alone. */
  record(act: SaleByCode): Promise<Outcome | null> {
    return this.sales.call(act.networkId, act);
  }

  /** Never rejects: what was lost finds alone what another has written, or what broke it. */
  private async runBatch(networkId: string, acts: readonly SaleByCode[]): Promise<(Outcome | null)[]> {
    try {
      const outcomes = await this.database.inNetwork(networkId, (tx) => this.writeBatch(tx, networkId, acts));
      return acts.map((act) => outcomes.get(act) ?? null);
    } catch (error) {
      if (sqlStateOf(error) === DEADLOCK) tillMetrics.deadlocks.inc();
      return acts.map(() => null);
    }
  }

  private async writeBatch(
    tx: Tx,
    networkId: string,
    acts: readonly SaleByCode[],
  ): Promise<ReadonlyMap<TillAct, Outcome>> {
    const snapshot = this.snapshots.cached(networkId) ?? (await this.snapshots.currentWithin(tx, networkId));
    // A guest's second sale sees what the first has done.
    const firsts = [...new Map([...acts].reverse().map((act) => [act.guestId, act])).values()].sort(byGuest);
    await tx.query("SELECT set_config('lock_timeout', $1, true)", [LOCK_TIMEOUT]);
    await lockGuests(
      tx,
      networkId,
      firsts.map(({ guestId }) => guestId),
    );
    const asked = firsts.map(({ guestId, body }) => ({ guestId, codes: body.rewards?.coupons ?? [] }));
    const plans = await this.rewards.planSalesByCode(tx, networkId, asked, snapshot);
    const planned = firsts.flatMap((act, i): Planned[] => {
      const plan = plans[i] ?? null;
      return plan === null ? [] : [{ act, plan }];
    });
    const connection = transactionTill(tx);
    const decided = await this.batch.decideGroups(connection, snapshot, planned.map(groupOf));
    const rows = decided.map((group) => group.rows);
    const lost = await connection.write(networkId, snapshot.rulesVersion, LOCK_TIMEOUT, rows);
    const lostNumbers = new Set(lost.map((group) => group.lost_group));
    const written = planned.flatMap(({ act, plan }, i) => {
      const outcome = decided[i]?.outcomes[0];
      return outcome === undefined || lostNumbers.has(i + 1) ? [] : [{ act, plan, outcome }];
    });
    const posted = written.flatMap(({ plan, outcome }) =>
      outcome.kind === 'POSTED' ? [{ plan, row: outcome.row }] : [],
    );
    await this.rewards.recordSalesByCode(tx, networkId, posted);
    return new Map(written.map(({ act, outcome }) => [act, outcome]));
  }
}

function groupOf({ act, plan }: Planned): Group {
  const { refused } = plan;
  const alone = { related: null, hold: null, receiptHolder: null, tierAsOf: null };
  return { guestId: act.guestId, acts: [{ act, ...alone, rewards: plan, refused }] };
}

function byGuest(a: SaleByCode, b: SaleByCode): number {
  return a.guestId < b.guestId ? -1 : 1;
}
