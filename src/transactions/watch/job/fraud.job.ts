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
import { listRules } from '../rules/fraud-rules.sql';
import { CASE_LIMITS, casesOf, type EarlierDecision, type FoundCase } from '../signals/cases.rules';
import { identityOf, type RuleOn } from '../signals/days.rules';
import { judgeActs } from '../judging/judge-acts';
import type { Signal, SignalSubject } from '../signals/facts';
import { readsGiftCards } from '../signals/gift-cards.rules';
import { PEER_DAYS } from '../signals/peers.rules';
import { isOnFromBeginning, paramsInNetwork, RULES } from '../signals/rules';
import { FRAUD_JOB } from '../kept/fraud-job-name';
import { addSignals, countOpened, listDays, listOpen, openCase, putSignals } from '../kept/signals.sql';

interface Work {
  /** Whether acts of the ledger that cases have requested are still pending. */
  readonly isUnderWay: boolean;
  /** Acts before this time have been judged. Null: no rule is on, or judging has not begun. */
  readonly judgedTo: Date | null;
  readonly hasBegun: boolean;
  readonly now: Date;
}

/** The most signals that are considered at once. If there are more, only the latest are considered. */
const MOST_SIGNALS = 20_000;

interface StoredSignal extends Signal {
  readonly id: string;
}

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
    const { isUnderWay, judgedTo, hasBegun, now } = await tx.one<Work>`
      SELECT EXISTS (SELECT FROM review_holds WHERE network_id = ${networkId} AND state IN ('WAITING', 'TAKING', 'FREEING'))
         OR EXISTS (SELECT FROM sole_gifts WHERE network_id = ${networkId} AND waiting > 0 AND case_id IS NULL)
         OR EXISTS (SELECT FROM fraud_cases WHERE network_id = ${networkId} AND blocked_by IS NOT NULL) AS is_under_way,
       (SELECT judged_to FROM fraud_positions WHERE network_id = ${networkId} AND due_at <= ledger_now()) AS judged_to,
       EXISTS (SELECT FROM fraud_positions WHERE network_id = ${networkId}) AS has_begun,
       ledger_now() AS now`;
    if (isUnderWay) {
      await this.gifts.advance(networkId);
      await this.blocks.advance(networkId);
      await this.reviews.advance(networkId);
      return 'more';
    }
    if (!hasBegun) {
      // Begins to judge a network that never changed a rule, with the acts of the last day. Another process may have begun already.
      await this.database.inNetwork(
        networkId,
        (begin) => begin.query`INSERT INTO fraud_positions (network_id, judged_to, due_at)
            VALUES (${networkId}, ledger_now() - interval '1 day', ledger_now())
            ON CONFLICT (network_id) DO NOTHING`,
      );
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
      known: await listDays(this.database.readsOf(networkId), networkId, PEER_DAYS),
      more: [...earlier, ...referrals, ...gifts],
    });
    const isCaughtUp = now.getTime() - to.getTime() <= SETTLED_MS;
    const restMs = !isCaughtUp ? 0 : acts.length > MANY_FACTS ? NEXT_LOOK_OF_MANY_MS : NEXT_LOOK_MS;
    const isOurs = await this.database.inNetwork(networkId, async (tx) => {
      // `from` has a `Date`'s milliseconds. False: another process has moved the position.
      const moved = await tx.query<{ networkId: string }>`
        UPDATE fraud_positions SET judged_to = ${to}, due_at = CASE WHEN due_at = 'infinity' THEN due_at ELSE ${new Date(now.getTime() + restMs)} END
         WHERE network_id = ${networkId} AND date_trunc('milliseconds', judged_to) = ${from} RETURNING network_id`;
      if (moved.length !== 1) return false;
      for (const { day, counts } of days)
        await tx.query`INSERT INTO fraud_days (network_id, business_date, counts)
            VALUES (${networkId}, DATE '1970-01-01' + ${day}::integer, ${JSON.stringify(counts)})
            ON CONFLICT (network_id, business_date) DO UPDATE SET counts = excluded.counts`;
      await putSignals(tx, networkId, withIds(signals));
      await this.openCases(tx, network, on, to);
      await forgetOld(tx, networkId, new Date(to.getTime() - KEPT_MS));
      return true;
    });
    return isOurs ? 'more' : 'done';
  }

  /** Opens cases by the signals of the last weeks, not only by those of this piece. */
  private async openCases(tx: Tx, network: NetworkProfile, on: readonly RuleOn[], now: Date): Promise<void> {
    const { id: networkId } = network;
    const since = new Date(now.getTime() - CASE_LIMITS.days * DAY_MS);
    const keys = on.map(({ rule }) => rule.key);
    const signals = await listSignals(tx, networkId, keys, since);
    if (signals.length === 0) return;
    const open = await listOpen(tx, networkId);
    const found = casesOf(signals, {
      now: now.getTime(),
      open: open.map(({ kind, subjectId }) => ({ kind, id: subjectId })),
      decided: await listDecided(tx, networkId, new Date(now.getTime() - KEPT_MS)),
      shifts: await countShifts(tx, networkId, since),
      opened: await countOpened(tx, networkId, since),
    });
    const idOf = new Map<Signal, string>(signals.map((signal) => [signal, signal.id]));
    for (const one of found.opened) {
      const id = newId();
      if (await openCase(tx, networkId, id, one)) await this.addTo(tx, network, id, one, idOf, now);
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
    await addSignals(tx, networkId, caseId, ids);
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

/** Deletes signals without a case that no longer count, and counts of days that nothing compares with any more. */
async function forgetOld(tx: Tx, networkId: string, before: Date): Promise<void> {
  await tx.query`DELETE FROM fraud_signals WHERE network_id = ${networkId} AND id IN (SELECT id FROM fraud_signals
      WHERE network_id = ${networkId} AND occurred_at < ${before} AND case_id IS NULL ORDER BY occurred_at LIMIT 1000)`;
  await tx.query`DELETE FROM fraud_days WHERE network_id = ${networkId} AND business_date < ${before}::date`;
}

/** Signals of these rules since a time, the latest first. */
async function listSignals(tx: Tx, networkId: string, keys: readonly string[], since: Date): Promise<StoredSignal[]> {
  const rows = await tx.query<
    Omit<StoredSignal, 'subject' | 'at'> & { kind: SignalSubject['kind']; subjectId: string; at: Date }
  >`
    SELECT id, rule, version, subject_kind AS kind, subject_id, occurred_at AS at,
       business_date - DATE '1970-01-01' AS day, restaurant_id, acts::text[] AS acts,
       doubtful_acts::text[] AS doubtful_acts, inputs, events, surprise
     FROM fraud_signals WHERE network_id = ${networkId} AND occurred_at >= ${since} AND rule = ANY (${keys})
     ORDER BY occurred_at DESC LIMIT ${MOST_SIGNALS}`;
  return rows.map(({ kind, subjectId, at, ...row }) => ({
    ...row,
    subject: { kind, id: subjectId },
    at: at.getTime(),
  }));
}

/** Decisions on cases since a time, once for each rule with a signal in the case. */
async function listDecided(tx: Tx, networkId: string, from: Date): Promise<EarlierDecision[]> {
  const rows = await tx.query<{
    kind: SignalSubject['kind'];
    id: string;
    rule: string;
    decision: EarlierDecision['decision'];
    at: Date;
  }>`
    SELECT DISTINCT c.subject_kind AS kind, c.subject_id AS id, s.rule, c.state AS "decision!", c.decided_at AS at
     FROM fraud_cases c JOIN fraud_signals s ON s.network_id = ${networkId} AND s.case_id = c.id
     WHERE c.network_id = ${networkId} AND c.decided_at >= ${from} LIMIT 20000`;
  return rows.map(({ kind, id, rule, decision, at }) => ({ subject: { kind, id }, rule, decision, at: at.getTime() }));
}
