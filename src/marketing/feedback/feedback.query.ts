import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { calendarOf, dayOfIsoDate } from '../../platform/clock/calendar';
import { Database, type Tx } from '../../platform/database/database';
import { type IdSlice, orderOf } from '../../platform/http/list-query';
import { ProblemError } from '../../platform/problems/problem';
import { districtOf, networkOf, type Principal, restaurantsOf } from '../../security';
import * as dto from './feedback.dto';
import { figuresOf, LEAST_ANSWERS, together } from './feedback.rules';
import { GoodwillBonuses } from './goodwill-bonuses';
import { Questions, rewardOf } from './questions';
import { sql, when } from '../../platform/database/sql';

/** An answer as staff see it. */
interface AnsweredRow {
  readonly saleId: string;
  readonly guestId: string;
  readonly guestName: string | null;
  readonly locale: 'ru' | 'en' | null;
  readonly restaurantId: string | null;
  readonly soldAt: Date;
  readonly score: number;
  readonly wordsEncrypted: Buffer | null;
  readonly answeredAt: Date;
  readonly reward: 'DUE' | 'GIVEN' | 'REFUSED' | null;
  readonly rewardPoints: number | null;
  readonly caseId: string | null;
  readonly caseStatus: 'OPEN' | 'IN_WORK' | 'DONE' | null;
}

const ANSWERED = sql`SELECT f.sale_id, f.guest_id, g.name AS guest_name, g.locale,
    f.restaurant_id, f.sold_at, f.score, f.words_encrypted,
    f.answered_at AS "answered_at!", f.reward, f.reward_points, c.id AS case_id, c.status AS case_status
  FROM feedback_requests f
  JOIN guests g ON g.network_id = f.network_id AND g.id = f.guest_id
  LEFT JOIN guest_cases c ON c.network_id = f.network_id AND c.sale_id = f.sale_id`;

/** Visits between two moments to some restaurants; null: to all, and to none. */
interface Visits {
  readonly from: Date;
  readonly until: Date;
  readonly restaurantIds: readonly string[] | null;
}

const ofVisits = (networkId: string, { from, until, restaurantIds }: Visits) => sql`f.network_id = ${networkId}
  AND f.asked_at IS NOT NULL AND f.state <> 'DROPPED' AND f.sold_at >= ${from} AND f.sold_at < ${until}
  ${when(restaurantIds !== null, sql`AND f.restaurant_id = ANY (${restaurantIds}::uuid[])`)}`;

const SCORES = sql`count(*)::integer AS asked,
    ARRAY[count(*) FILTER (WHERE f.score = 1), count(*) FILTER (WHERE f.score = 2), count(*) FILTER (WHERE f.score = 3),
      count(*) FILTER (WHERE f.score = 4), count(*) FILTER (WHERE f.score = 5)]::integer[] AS scores`;

/** Answers of guests as staff read them; a district manager has those about the district. */
@Injectable()
export class Feedback {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly questions: Questions,
    private readonly bonuses: GoodwillBonuses,
  ) {}

  list(
    principal: Principal,
    { restaurantId, score, caseStatus }: dto.FeedbackListQuery,
    slice: IdSlice,
  ): Promise<dto.FeedbackAnswerDto[]> {
    const networkId = networkOf(principal);
    const restaurantIds = chosenOf(districtOf(principal), restaurantId);
    const which = { restaurantIds, score: score ?? null, caseStatus: caseStatus ?? null };
    return this.database.inNetwork(networkId, async (tx) => {
      // A slice of the answers, in the order of their sales.
      const rows = await tx.query<AnsweredRow>`
        ${ANSWERED}
         WHERE f.network_id = ${networkId} AND f.score IS NOT NULL AND f.sale_id > ${slice.after} AND f.sale_id < ${slice.before}
           ${when(which.restaurantIds !== null, sql`AND f.restaurant_id = ANY (${which.restaurantIds})`)}
           ${when(which.score !== null, sql`AND f.score = ${which.score}`)}
           ${when(which.caseStatus !== null, sql`AND c.status = ${which.caseStatus}`)}
         ORDER BY f.sale_id ${orderOf(slice)} LIMIT ${slice.limit}`;
      return rows.map((row) => this.shown(networkId, row));
    });
  }

  /** @throws ProblemError `not_found` */
  get(principal: Principal, saleId: string): Promise<dto.FeedbackDetail> {
    const networkId = networkOf(principal);
    return this.database.inNetwork(networkId, async (tx) => {
      const row = await this.find(tx, principal, saleId);
      return { ...this.shown(networkId, row), bonus: await this.bonuses.find(tx, networkId, saleId) };
    });
  }

  /** The answer about a sale that the caller is responsible for. @throws ProblemError `not_found` */
  async find(tx: Tx, principal: Principal, saleId: string): Promise<AnsweredRow> {
    const row = await findAnswer(tx, networkOf(principal), saleId, districtOf(principal));
    if (row === undefined) throw new ProblemError('not_found');
    return row;
  }

  async figures(principal: Principal, { from, to, restaurantId }: dto.FiguresQuery): Promise<dto.FeedbackFigures> {
    const networkId = networkOf(principal);
    const { timeZone, settings } = (await this.snapshots.current(networkId)).profile;
    const calendar = calendarOf(timeZone, settings.dayStart);
    const restaurantIds = chosenOf(restaurantsOf(principal), restaurantId);
    const visits = {
      from: new Date(calendar.startOfDay(dayOfIsoDate(from))),
      until: new Date(calendar.startOfDay(dayOfIsoDate(to) + 1)),
      restaurantIds,
    };
    return this.database.inNetwork(networkId, async (tx) => {
      // By restaurant and part of the day.
      const counts = await tx.query<{
        restaurantId: string | null;
        part: 'MORNING' | 'DAY' | 'EVENING' | 'NIGHT';
        asked: number;
        scores: number[];
      }>`
        SELECT f.restaurant_id, CASE WHEN f.hour < 6 OR f.hour >= 23 THEN 'NIGHT' WHEN f.hour < 11 THEN 'MORNING'
            WHEN f.hour < 17 THEN 'DAY' ELSE 'EVENING' END AS part, ${SCORES}
           FROM (SELECT f.restaurant_id, f.score, extract(hour FROM f.sold_at AT TIME ZONE ${timeZone}) AS hour
                   FROM feedback_requests f WHERE ${ofVisits(networkId, visits)}) f
          GROUP BY 1, 2 LIMIT 10000`;
      const weeks = await tx.query<{ week: string; asked: number; scores: number[] }>`
        SELECT to_char(date_trunc('week', f.sold_at AT TIME ZONE ${timeZone}), 'YYYY-MM-DD') AS "week!", ${SCORES}
           FROM feedback_requests f WHERE ${ofVisits(networkId, visits)} GROUP BY 1 ORDER BY 1 LIMIT 60`;
      // Items of the newest rated receipts by name, which is one for all sizes, the worst first; those of fewer answers than `least` are left out.
      const dishes = await tx.query<{ name: string; answers: number; bad: number; total: number }>`
        SELECT d.name, count(*)::integer AS answers, count(*) FILTER (WHERE d.score <= 2)::integer AS bad,
                sum(d.score)::integer AS total
           FROM (SELECT DISTINCT f.sale_id, f.score, coalesce(i ->> 1, i ->> 0) AS name
                   FROM (SELECT f.sale_id, f.score FROM feedback_requests f
                          WHERE ${ofVisits(networkId, visits)} AND f.score IS NOT NULL ORDER BY f.sold_at DESC LIMIT 20000) f
                  CROSS JOIN LATERAL (SELECT t.items FROM transactions t
                          WHERE t.network_id = ${networkId} AND t.id = f.sale_id AND t.items IS NOT NULL LIMIT 1) t
                  CROSS JOIN LATERAL json_array_elements(t.items) i) d
          WHERE d.name IS NOT NULL
          GROUP BY d.name HAVING count(*) >= ${LEAST_ANSWERS}
          ORDER BY sum(d.score)::numeric / count(*), count(*) DESC, d.name LIMIT 50`;
      const places = [...new Set(counts.map((count) => count.restaurantId))];
      return {
        total: figuresOf(together(counts)),
        openCases: await countOpenCases(tx, networkId, restaurantIds),
        restaurants: places.map((id) => ({
          restaurantId: id,
          ...figuresOf(together(counts.filter((count) => count.restaurantId === id))),
        })),
        dayParts: dto.DAY_PARTS.map((part) => ({
          part,
          ...figuresOf(together(counts.filter((count) => count.part === part))),
        })),
        weeks: weeks.map(({ week, ...counted }) => ({ week, ...figuresOf(counted) })),
        dishes: dishes.map(({ name, answers, bad, total }) => ({
          name,
          answers,
          bad,
          averageHundredths: Math.round((total * 100) / answers),
        })),
      };
    });
  }

  private shown(networkId: string, row: AnsweredRow): dto.FeedbackAnswerDto {
    const { saleId, guestId, guestName, restaurantId, score, caseId, caseStatus } = row;
    return {
      saleId,
      guestId,
      guestName,
      restaurantId,
      score,
      soldAt: row.soldAt.toISOString(),
      words: this.questions.wordsOf(networkId, row),
      answeredAt: row.answeredAt.toISOString(),
      reward: rewardOf(row),
      case: caseId === null || caseStatus === null ? null : { id: caseId, status: caseStatus },
    };
  }
}

/** The chosen restaurant as far as the caller may see it; null: all. */
function chosenOf(allowed: readonly string[] | null, chosen: string | undefined): readonly string[] | null {
  if (chosen === undefined) return allowed;
  return allowed === null || allowed.includes(chosen) ? [chosen] : [];
}

function findAnswer(
  tx: Tx,
  networkId: string,
  saleId: string,
  restaurantIds: readonly string[] | null,
): Promise<AnsweredRow | undefined> {
  return tx.maybe<AnsweredRow>`${ANSWERED}
      WHERE f.network_id = ${networkId} AND f.sale_id = ${saleId} AND f.score IS NOT NULL
        ${when(restaurantIds !== null, sql`AND f.restaurant_id = ANY (${restaurantIds})`)}`;
}

/** At most 1,000 are counted. */
async function countOpenCases(tx: Tx, networkId: string, restaurantIds: readonly string[] | null): Promise<number> {
  const { open } = await tx.one<{ open: number }>`SELECT count(*)::integer AS open FROM (
      SELECT FROM guest_cases c WHERE c.network_id = ${networkId} AND c.sale_id IS NOT NULL AND c.status IN ('OPEN', 'IN_WORK')
         ${when(restaurantIds !== null, sql`AND c.restaurant_id = ANY (${restaurantIds})`)} LIMIT 1000) c`;
  return open;
}
