import { type ConfigurationSnapshot, Snapshots, TWO_PEOPLE } from '../../configuration';
import { drawOf, isInHoldout } from '../../configuration/pure';
import { messages } from '../../generated/words/messages';
import { GuestMessages } from '../../identity';
import { calendarOf, isoDateOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { FORMATTERS } from '../../platform/language/formatters';
import {
  mayTouchGuests,
  Job,
  NetworkJob,
  type PieceOptions,
  type PieceOutcome,
  refusing,
  rowsOf,
  systemActOf,
  Till,
} from '../../transactions';
import { FeedbackLinks } from './feedback-links';
import { asksAnywhere, asksIn, unaskedFor } from './feedback.rules';

interface DueRow {
  readonly saleId: string;
  readonly guestId: string;
  readonly restaurantId: string | null;
  readonly askAt: Date;
  readonly lastAskedAt: Date | null;
  readonly isRefunded: boolean;
  readonly locale: 'ru' | 'en' | null;
}

interface DecidedQuestion {
  readonly saleId: string;
  readonly state: 'ASKED' | 'UNSENT' | 'DROPPED';
  readonly reason: string | null;
  /** Null: it is not asked. */
  readonly askedAt: Date | null;
}

interface DueReward {
  readonly saleId: string;
  readonly guestId: string;
  readonly restaurantId: string | null;
}

export const FEEDBACK_JOB = 'feedback';
const AT_ONCE = 100;
/** The reason of the credit in the journal. */
const REASON = 'FEEDBACK';
/** Answer of a hook that finds the points given already; the act is not recorded then. */
const OVERTAKEN = 'already_decided';

/**
 * Asks guests whose time has come and gives the points for answers. A question, its message and the mark that it was asked are
 * one transaction, and so are the points and their mark: it may be killed anywhere and run in several processes.
 */
@Job(FEEDBACK_JOB, {
  everyMs: 10_000,
  signs: ['due', 'rules'],
  failure: 'asking guests after their visit failed',
})
export class FeedbackJob extends NetworkJob {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly guests: GuestMessages,
    private readonly links: FeedbackLinks,
    private readonly till: Till,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const atOnce = rowsOf(AT_ONCE, options);
    const snapshot = await this.snapshots.current(networkId);
    if (!asksAnywhere(snapshot.profile.settings.feedback)) return 'idle';
    // Answers that earned points which were not given yet.
    const [asked, rewards] = await this.database.inNetwork(networkId, async (tx) => [
      await this.askNext(tx, snapshot, atOnce),
      await tx.query<DueReward>`
        SELECT sale_id, guest_id, restaurant_id FROM feedback_requests
         WHERE network_id = ${networkId} AND reward = 'DUE' ORDER BY sale_id LIMIT ${atOnce}`,
    ]);
    for (const reward of rewards) await this.give(snapshot, reward);
    if (asked === atOnce || rewards.length === atOnce) return 'more';
    return asked + rewards.length > 0 ? 'done' : 'idle';
  }

  /** In quiet hours questions wait, so a sale that is refunded meanwhile is not asked about. Answers how many were decided. */
  private async askNext(tx: Tx, snapshot: ConfigurationSnapshot, limit: number): Promise<number> {
    const { id: networkId, settings } = snapshot.profile;
    if (this.guests.quietUntil(snapshot) !== null) return 0;
    if (!(await mayTouchGuests(tx, networkId))) return 0;
    const now = this.clock.now();
    // Due questions, locked. Leaves out those that other processes have locked.
    const due = await tx.query<DueRow>`
      SELECT f.sale_id, f.guest_id, f.restaurant_id, f.ask_at, g.locale,
             (SELECT p.asked_at FROM feedback_requests p
               WHERE p.network_id = ${networkId} AND p.guest_id = f.guest_id AND p.asked_at IS NOT NULL
               ORDER BY p.asked_at DESC LIMIT 1) AS last_asked_at,
             EXISTS (SELECT FROM transactions t
               WHERE t.network_id = ${networkId} AND t.related_id = f.sale_id AND t.type = 'REFUND') AS is_refunded
        FROM (SELECT sale_id, guest_id, restaurant_id, ask_at FROM feedback_requests
               WHERE network_id = ${networkId} AND state = 'WAITING' AND ask_at <= ${now}
               ORDER BY ask_at LIMIT ${limit} FOR UPDATE SKIP LOCKED) f
        JOIN guests g ON g.network_id = ${networkId} AND g.id = f.guest_id
       ORDER BY f.ask_at, f.sale_id`;
    const judged = due.map((row) => {
      const isHeldOut = isInHoldout(drawOf(row.guestId), networkId, settings.campaignHoldoutPpm);
      const times = { askAt: row.askAt.getTime(), lastAskedAt: row.lastAskedAt?.getTime() ?? null };
      const isOff = !asksIn(settings.feedback, row.restaurantId);
      const facts = { ...times, isRefunded: row.isRefunded, isOff, isHeldOut };
      const unasked = unaskedFor(facts, settings.feedback, now.getTime());
      return { ...row, unasked };
    });
    // The engine is told of held-out guests, too, so that the list of messages says why they got none.
    const wanted = judged.flatMap((row) =>
      row.unasked === null || row.unasked === 'HELD_OUT' ? [this.messageOf(snapshot, row)] : [],
    );
    const routed = await this.guests.route(tx, snapshot, wanted);
    await this.guests.append(tx, networkId, routed);
    const suppressed = new Map(
      routed.flatMap(({ sourceId, routing }) =>
        routing.outcome === 'SUPPRESSED' ? [[sourceId, routing.reason] as const] : [],
      ),
    );
    const decided = judged.map(({ saleId, unasked }): DecidedQuestion => {
      if (unasked !== null) return { saleId, state: 'DROPPED', reason: unasked, askedAt: null };
      const reason = suppressed.get(saleId) ?? null;
      return { saleId, state: reason === null ? 'ASKED' : 'UNSENT', reason, askedAt: now };
    });
    if (decided.length > 0)
      await tx.query`
        UPDATE feedback_requests f SET state = d.state, reason = d.reason, asked_at = d.asked_at
          FROM unnest(${decided.map(({ saleId }) => saleId)}::uuid[], ${decided.map(({ state }) => state)}::text[],
          ${decided.map(({ reason }) => reason)}::text[], ${decided.map(({ askedAt }) => askedAt)}::timestamptz[])
            d(sale_id, state, reason, asked_at)
         WHERE f.network_id = ${networkId} AND f.sale_id = d.sale_id AND f.state = 'WAITING'`;
    return due.length;
  }

  private messageOf({ profile }: ConfigurationSnapshot, { saleId, guestId, locale }: DueRow) {
    const { id: networkId, code, name: network, settings } = profile;
    const language = locale ?? profile.locale;
    const words = messages[language];
    const own = language === 'ru' ? settings.feedback.textRu : settings.feedback.textEn;
    const question = own === '' ? words['feedback.question'](FORMATTERS, { network }) : own;
    return {
      id: newId(),
      guestId,
      purpose: 'MARKETING',
      source: 'FEEDBACK',
      sourceId: saleId,
      language,
      dedupeKey: `feedback ${saleId}`,
      subject: words['feedback.subject'](FORMATTERS, { network }),
      text: `${question}\n\n${this.links.addressOf(networkId, code, saleId)}`,
      withheld: null,
      tried: [],
    } as const;
  }

  /** Points of an answer, once, as far as the limits of the month leave them. */
  private async give(snapshot: ConfigurationSnapshot, { saleId, guestId, restaurantId }: DueReward): Promise<void> {
    const { id: networkId, settings, timeZone } = snapshot.profile;
    const { points, rewardsPerGuest, pointsPerMonth } = settings.feedback;
    const calendar = calendarOf(timeZone, settings.dayStart);
    const now = this.clock.now();
    const month = isoDateOf(calendar.localDay(now.getTime())).slice(0, 7);
    const since = new Date(calendar.instantOf(`${month}-01T00:00`));
    const refuse = () => this.database.inNetwork(networkId, (tx) => noteReward(tx, networkId, saleId, null, now));
    if (points === 0) return refuse();
    const body = {
      kind: 'MANUAL',
      direction: 'CREDIT',
      points,
      reasonCode: REASON,
      comment: null,
      expiryId: null,
    } as const;
    // A second person let the settings give more than nothing.
    const outcome = await this.till.submit(
      systemActOf(networkId, guestId, body, { restaurantId, source: TWO_PEOPLE }),
      {
        before: async (tx) => {
          if (!(await lockReward(tx, networkId, saleId))) return refusing(OVERTAKEN);
          // Answers of the guest that earned points since then, and points for answers of all guests.
          const before = await tx.one<{ ofGuest: number; points: number }>`
            SELECT count(*) FILTER (WHERE guest_id = ${guestId})::integer AS of_guest, coalesce(sum(reward_points),
             0)::bigint AS points
               FROM feedback_requests WHERE network_id = ${networkId} AND reward = 'GIVEN' AND rewarded_at >= ${since}`;
          const isCapped = before.ofGuest >= rewardsPerGuest || before.points + points > (pointsPerMonth ?? Infinity);
          return isCapped ? refusing('limit_exceeded') : null;
        },
        after: (tx, row) => noteReward(tx, networkId, saleId, { id: row.id, points: row.pointsEarned }, now),
      },
    );
    if (outcome.kind === 'REFUSED' && outcome.code !== OVERTAKEN) await refuse();
  }
}

/** Whether the points of an answer are still to be given; until the end of the transaction nobody else gives points for answers here. */
async function lockReward(tx: Tx, networkId: string, saleId: string): Promise<boolean> {
  await tx.query`SELECT pg_advisory_xact_lock(hashtextextended('feedback points ' || ${networkId}, 0))`;
  const row = await tx.maybe<{ reward: string | null }>`
    SELECT reward FROM feedback_requests WHERE network_id = ${networkId} AND sale_id = ${saleId} FOR UPDATE`;
  return row?.reward === 'DUE';
}

async function noteReward(
  tx: Tx,
  networkId: string,
  saleId: string,
  award: { readonly id: string; readonly points: number } | null,
  now: Date,
): Promise<void> {
  await tx.query`
    UPDATE feedback_requests SET reward = ${award === null ? 'REFUSED' : 'GIVEN'}, award_id = ${award?.id ?? null},
       reward_points = ${award?.points ?? null}, rewarded_at = ${now}
     WHERE network_id = ${networkId} AND sale_id = ${saleId} AND reward = 'DUE'`;
}
