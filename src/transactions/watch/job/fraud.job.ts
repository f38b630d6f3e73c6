import { Networks, type NetworkProfile } from '../../../configuration';
import type { Tx } from '../../../platform/database/database';
import { newId } from '../../../platform/ids/ids';
import type { PieceOutcome } from '../../jobs/network-turns';
import { Job, NetworkJob, type PieceOptions, rowsOf } from '../../jobs/network-job';
import { Blocks } from '../cases/blocks';
import { countShifts } from '../cases/cases.sql';
import { SoleGiftCases } from '../one-person/sole-gift-cases';
import { ReadFacts } from '../facts/read-facts';
import { planReviews } from '../review/review-holds.sql';
import { Reviews } from '../review/reviews';
import { beginJudging, findWork, listRules, movePosition } from '../rules/fraud-rules.sql';
import { CASE_LIMITS, casesOf, type FoundCase } from '../signals/cases.rules';
import { identityOf, type RuleOn } from '../signals/days.rules';
import { judgeActs } from '../judging/judge-acts';
import type { Signal } from '../signals/facts';
import { readsGiftCards } from '../signals/gift-cards.rules';
import { PEER_DAYS } from '../signals/peers.rules';
import { isOnFromBeginning, paramsInNetwork, RULES } from '../signals/rules';
import { FRAUD_JOB } from '../kept/fraud-job-name';
import * as sql from '../kept/signals.sql';

/** The newest acts may not be committed yet, so the job leaves them for later. */
const SETTLED_MS = 15_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The longest span judged at once, so that a long-neglected network catches up day by day. */
const MOST_HOURS = 24;
/** How far before the first new act acts are read as well: a business date, and as far as most rules look back. */
const BEFORE_MS = 26 * HOUR_MS;
/** The time between two passes; it is longer for a network whose passes read many acts. */
const NEXT_LOOK_MS = 5 * 60_000;
const NEXT_LOOK_OF_MANY_MS = HOUR_MS;
const MANY_FACTS = 20_000;
/** How long signals without a case are kept, for figures and for decisions about a muted pattern. */
const KEPT_MS = 120 * DAY_MS;

/**
 * Fraud watch, after the sale: judges new acts by the rules that are on, opens cases, adds signals to them, and has the
 * ledger put points in review. One transaction stores the signals and the end of the judged time, so the job may be
 * killed anywhere and run in several processes. A decision on a case requests the job.
 */
@Job(FRAUD_JOB, { everyMs: 30_000, signs: ['due'], failure: 'watching for fraud failed' })
export class FraudJob extends NetworkJob {
  constructor(
    private readonly networks: Networks,
    private readonly facts: ReadFacts,
    private readonly reviews: Reviews,
    private readonly blocks: Blocks,
    private readonly gifts: SoleGiftCases,
  ) {
    super();
  }

  /** First carries out pending acts of the ledger, then judges the next acts of the journal. */
  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const mostMs = rowsOf(MOST_HOURS, options) * HOUR_MS;
    const tx = this.database.readsOf(networkId);
    const { isUnderWay, judgedTo, hasBegun, now } = await findWork(tx, networkId);
    if (isUnderWay) {
      await this.gifts.advance(networkId);
      await this.blocks.advance(networkId);
      await this.reviews.advance(networkId);
      return 'more';
    }
    if (!hasBegun) {
      await this.database.inNetwork(networkId, (begin) => beginJudging(begin, networkId));
      return 'more';
    }
    if (judgedTo === null) return 'idle';
    const rows = await listRules(tx, networkId);
    const network = await this.networks.getProfile(networkId);
    const on = RULES.flatMap((rule): RuleOn[] => {
      const row = rows.find((one) => one.rule === rule.key);
      const isOn = row?.isOn ?? isOnFromBeginning(rule);
      return isOn ? [{ rule, params: paramsInNetwork(rule, network.settings.limits, row?.params) }] : [];
    });
    const from = judgedTo.getTime();
    const to = Math.min(now.getTime() - SETTLED_MS, from + mostMs);
    if (to <= from) return 'idle';
    return this.judgeRange(network, on, judgedTo, new Date(to), now);
  }

  private async judgeRange(
    network: NetworkProfile,
    on: readonly RuleOn[],
    from: Date,
    to: Date,
    now: Date,
  ): Promise<PieceOutcome> {
    const { id: networkId } = network;
    const acts = await this.facts.ofRange(network, { from: from.getTime() - BEFORE_MS, to: to.getTime() });
    const fresh = acts.filter(({ acceptedAt }) => acceptedAt >= from.getTime());
    const earlier = await this.facts.before(network, fresh, from.getTime() - BEFORE_MS);
    const referrals = await this.facts.referrals(network, { from: from.getTime(), to: to.getTime() });
    const gifts = on.some(({ rule }) => readsGiftCards(rule))
      ? await this.facts.giftCards(network, { from: from.getTime(), to: to.getTime() })
      : [];
    const { signals, days } = await judgeActs(acts, {
      kind: 'RANGE',
      rules: on.map(({ rule, params }) => ({ key: rule.key, params })),
      from: from.getTime(),
      known: await sql.listDays(this.database.readsOf(networkId), networkId, PEER_DAYS),
      more: [...earlier, ...referrals, ...gifts],
    });
    const isCaughtUp = now.getTime() - to.getTime() <= SETTLED_MS;
    const restMs = !isCaughtUp ? 0 : acts.length > MANY_FACTS ? NEXT_LOOK_OF_MANY_MS : NEXT_LOOK_MS;
    const isOurs = await this.database.inNetwork(networkId, async (tx) => {
      if (!(await movePosition(tx, networkId, from, to, new Date(now.getTime() + restMs)))) return false;
      for (const { day, counts } of days) await sql.putDay(tx, networkId, day, counts);
      await sql.putSignals(tx, networkId, withIds(signals));
      await this.openCases(tx, network, on, to);
      await sql.forgetOld(tx, networkId, new Date(to.getTime() - KEPT_MS));
      return true;
    });
    return isOurs ? 'more' : 'done';
  }

  /** Opens cases by the signals of the last weeks, not only by those of this piece. */
  private async openCases(tx: Tx, network: NetworkProfile, on: readonly RuleOn[], now: Date): Promise<void> {
    const { id: networkId } = network;
    const since = new Date(now.getTime() - CASE_LIMITS.days * DAY_MS);
    const keys = on.map(({ rule }) => rule.key);
    const signals = await sql.listSignals(tx, networkId, keys, since);
    if (signals.length === 0) return;
    const open = await sql.listOpen(tx, networkId);
    const found = casesOf(signals, {
      now: now.getTime(),
      open: open.map(({ kind, subjectId }) => ({ kind, id: subjectId })),
      decided: await sql.listDecided(tx, networkId, new Date(now.getTime() - KEPT_MS)),
      shifts: await countShifts(tx, networkId, since),
      opened: await sql.countOpened(tx, networkId, since),
    });
    const idOf = new Map<Signal, string>(signals.map((signal) => [signal, signal.id]));
    for (const one of found.opened) {
      const id = newId();
      if (await sql.openCase(tx, networkId, id, one)) await this.addTo(tx, network, id, one, idOf, now);
    }
    for (const one of found.added) {
      const known = open.find(({ kind, subjectId }) => kind === one.subject.kind && subjectId === one.subject.id);
      if (known !== undefined) await this.addTo(tx, network, known.id, one, idOf, now);
    }
  }

  private async addTo(
    tx: Tx,
    { id: networkId, settings }: NetworkProfile,
    caseId: string,
    { signals }: FoundCase,
    idOf: ReadonlyMap<Signal, string>,
    now: Date,
  ): Promise<void> {
    const ids = signals.map((signal) => idOf.get(signal)).filter((id) => id !== undefined);
    await sql.addSignals(tx, networkId, caseId, ids);
    const { isReviewing, reviewDays } = settings.fraud;
    if (!isReviewing) return;
    const doubtful = [...new Set(signals.flatMap(({ doubtfulActs }) => doubtfulActs))];
    await planReviews(tx, networkId, caseId, doubtful, new Date(now.getTime() + reviewDays * DAY_MS));
  }
}

function withIds(signals: readonly Signal[]) {
  const once = new Map(signals.map((signal) => [identityOf(signal), signal]));
  return [...once.values()].map((signal) => ({ ...signal, id: newId() }));
}
