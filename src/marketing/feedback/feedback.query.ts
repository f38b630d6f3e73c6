import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { calendarOf, dayOfIsoDate } from '../../platform/clock/calendar';
import { Database, type Tx } from '../../platform/database/database';
import type { IdSlice } from '../../platform/http/list-query';
import { ProblemError } from '../../platform/problems/problem';
import { districtOf, networkOf, type Principal, restaurantsOf } from '../../security';
import * as sql from './feedback-answers.sql';
import * as dto from './feedback.dto';
import { figuresOf, LEAST_ANSWERS, together } from './feedback.rules';
import { GoodwillBonuses } from './goodwill-bonuses';
import { Questions, rewardOf } from './questions';

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
      const rows = await sql.listAnswers(tx, networkId, which, slice);
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
  async find(tx: Tx, principal: Principal, saleId: string): Promise<sql.AnsweredRow> {
    const row = await sql.findAnswer(tx, networkOf(principal), saleId, districtOf(principal));
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
      const counts = await sql.countVisits(tx, networkId, visits, timeZone);
      const weeks = await sql.countWeeks(tx, networkId, visits, timeZone);
      const dishes = await sql.listRatedDishes(tx, networkId, visits, LEAST_ANSWERS);
      const places = [...new Set(counts.map((count) => count.restaurantId))];
      return {
        total: figuresOf(together(counts)),
        openCases: await sql.countOpenCases(tx, networkId, restaurantIds),
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

  private shown(networkId: string, row: sql.AnsweredRow): dto.FeedbackAnswerDto {
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
