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
import * as sql from './feedback-requests.sql';
import { asksAnywhere, asksIn, unaskedFor } from './feedback.rules';

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
    const [asked, rewards] = await this.database.inNetwork(networkId, async (tx) => [
      await this.askNext(tx, snapshot, atOnce),
      await sql.listDueRewards(tx, networkId, atOnce),
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
    const due = await sql.lockDue(tx, networkId, now, limit);
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
    const decided = judged.map(({ saleId, unasked }): sql.DecidedQuestion => {
      if (unasked !== null) return { saleId, state: 'DROPPED', reason: unasked, askedAt: null };
      const reason = suppressed.get(saleId) ?? null;
      return { saleId, state: reason === null ? 'ASKED' : 'UNSENT', reason, askedAt: now };
    });
    if (decided.length > 0) await sql.decideQuestions(tx, networkId, decided);
    return due.length;
  }

  private messageOf({ profile }: ConfigurationSnapshot, { saleId, guestId, locale }: sql.DueRow) {
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
  private async give(snapshot: ConfigurationSnapshot, { saleId, guestId, restaurantId }: sql.DueReward): Promise<void> {
    const { id: networkId, settings, timeZone } = snapshot.profile;
    const { points, rewardsPerGuest, pointsPerMonth } = settings.feedback;
    const calendar = calendarOf(timeZone, settings.dayStart);
    const now = this.clock.now();
    const month = isoDateOf(calendar.localDay(now.getTime())).slice(0, 7);
    const since = new Date(calendar.instantOf(`${month}-01T00:00`));
    const refuse = () => this.database.inNetwork(networkId, (tx) => sql.noteReward(tx, networkId, saleId, null, now));
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
          if (!(await sql.lockReward(tx, networkId, saleId))) return refusing(OVERTAKEN);
          const before = await sql.countRewards(tx, networkId, guestId, since);
          const isCapped = before.ofGuest >= rewardsPerGuest || before.points + points > (pointsPerMonth ?? Infinity);
          return isCapped ? refusing('limit_exceeded') : null;
        },
        after: (tx, row) => sql.noteReward(tx, networkId, saleId, { id: row.id, points: row.pointsEarned }, now),
      },
    );
    if (outcome.kind === 'REFUSED' && outcome.code !== OVERTAKEN) await refuse();
  }
}
