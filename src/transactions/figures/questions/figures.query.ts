import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database/database';
import type { Language } from '../../../platform/language/language';
import { ProblemError } from '../../../platform/problems/problem';
import { mayUse, type Principal, restaurantsOf } from '../../../security';
import { FiguresRelay } from '../../jobs/figures-relay';
import { isBehind } from '../../jobs/log-behind.sql';
import { BreakdownsRelay } from '../breakdowns/breakdowns-relay';
import { CampaignFiguresRelay } from '../breakdowns/campaign-figures-relay';
import { CohortsRelay } from '../cohorts/cohorts-relay';
import { listDaySums, MOST_ROWS, sumDays } from '../catalogue/day-sums.sql';
import { DAY_TABLES, MAX_DAYS, MAX_DAYS_OF_DETAIL, type TableName } from '../catalogue/day-tables';
import { type AskedDimension, DATE, type Dimension, DIMENSIONS } from '../catalogue/dimensions';
import {
  addUp,
  dimensionsOf,
  type Figure,
  isKnown,
  type Level,
  NO_SUMS,
  type Sums,
  sumsOf,
  tableOf,
  valueOf,
} from '../catalogue/figure';
import { FIGURES } from '../catalogue/figures';
import { LEVELS } from '../catalogue/levels';
import { isPastCounted } from '../catalogue/past-counted.sql';
import { type ReaderScope, currencyOf, ReaderChoice } from '../catalogue/reader-choice';
import type { TimeStep } from '../catalogue/choice.dto';
import { comparedOf, daysOf, partsOf, type DateSpan, within } from '../catalogue/spans.rules';
import { type Catalogue, type FiguresAnswer, type FiguresQuery, PARTS_OF_TIME } from './figures.dto';

/** The most rows of the compared period that are read to find the counterparts of the period's rows. */
const MOST_COMPARED = 5_000;
const STEP = { day: 'DAY', week: 'WEEK', month: 'MONTH' } as const;

type FigureRow = FiguresAnswer['items'][number];
type Rest = Pick<Catalogue['items'][number], 'by' | 'mostDays' | 'alert' | 'isInLetter'>;
type FiguresByName = Readonly<Record<string, Figure>>;
type LevelsByName = Readonly<Record<string, Level>>;

/** The figures of a question that one table answers, by code. */
interface Share {
  readonly table: TableName;
  readonly figures: FiguresByName;
}

interface Question extends ReaderScope {
  readonly figures: FiguresByName;
  /** The asked figures that have a value at each date and cannot be summed from days (`LEVELS`). */
  readonly levels: LevelsByName;
  readonly by: FiguresQuery['by'];
  readonly language: Language;
  /** The asked figures that are sums of days, divided by the table that has their sums. The first share has the first figure. */
  readonly shares: readonly Share[];
}

/** Answers questions about figures of the catalogue, grouped by a dimension and compared with another period. */
@Injectable()
export class FiguresQueries {
  constructor(
    private readonly database: Database,
    private readonly choice: ReaderChoice,
    private readonly figures: FiguresRelay,
    private readonly breakdowns: BreakdownsRelay,
    private readonly campaigns: CampaignFiguresRelay,
    private readonly cohorts: CohortsRelay,
  ) {}

  /** The figures that a caller may read. */
  catalogue(principal: Principal, language: Language): Catalogue {
    const readable = <Of extends Figure | Level>(list: Readonly<Record<string, Of>>, rest: (figure: Of) => Rest) =>
      Object.entries(list)
        .filter(([, { permission }]) => mayUse(principal, permission, 'read'))
        .map(([code, figure]) => ({
          code,
          unit: figure.unit,
          name: figure.words.name(language),
          description: figure.about,
          ...rest(figure),
        }));
    return {
      items: [
        ...readable<Figure>(FIGURES, (figure) => ({
          by: [...PARTS_OF_TIME, ...dimensionsOf(figure)] as Rest['by'],
          mostDays: DAY_TABLES[tableOf([figure], []) ?? 'daily_figures'].mostDays,
          alert: figure.alert?.code ?? null,
          isInLetter: figure.letter !== undefined,
        })),
        ...readable<Level>(LEVELS, () => ({
          by: [...PARTS_OF_TIME],
          mostDays: MAX_DAYS,
          alert: null,
          isInLetter: false,
        })),
      ],
    };
  }

  /** @throws ProblemError `figure_not_allowed`, `invalid_query`, `not_found`, `restaurant_not_allowed` */
  async answer(principal: Principal, query: FiguresQuery, language: Language): Promise<FiguresAnswer> {
    const question = await this.questionOf(principal, query, language);
    const { networkId, network, businessDate, span, shares } = question;
    const named: Readonly<Record<string, Figure | Level>> = { ...question.figures, ...question.levels };
    const compared = query.compare === 'none' ? null : comparedOf(span, query.compare);
    const keepers = shares.map(({ table }) => DAY_TABLES[table].keptBy).filter((name) => name !== null);
    const followers = [...new Set(keepers)].map((name) => this[name]);
    for (const follower of followers) await follower.catchUp(networkId);
    return this.database.reportOf(networkId, async (tx) => {
      const late = await inTurn(
        followers,
        async (follower) => follower !== this.figures && (await isBehind(tx, networkId, follower.subscriber)),
      );
      const rows = await inTurn(shares, (share) => listRows(tx, question, share, compared));
      const levels = await levelsOf(tx, question);
      const items = joined(question, [...rows, ...levelRows(levels, question, compared)], compared);
      const total = await totalOf(tx, question, compared);
      return {
        ...currencyOf(network),
        businessDate,
        isCounted: !late.includes(true) && (await isPastCounted(tx, networkId)),
        ...span,
        comparedFrom: compared?.from ?? null,
        comparedTo: compared?.to ?? null,
        figures: query.figures.flatMap((code) => {
          const figure = named[code];
          return figure === undefined ? [] : [{ code, unit: figure.unit, name: figure.words.name(language) }];
        }),
        items: items.slice(0, MOST_ROWS),
        isCut: items.length > MOST_ROWS,
        total: {
          values: { ...total.values, ...levels(span.to) },
          compared: compared === null ? null : { ...total.compared, ...levels(compared.to) },
        },
      };
    });
  }

  private async questionOf(principal: Principal, query: FiguresQuery, language: Language): Promise<Question> {
    const { by } = query;
    const figures = chosenFrom<Figure>(FIGURES, query.figures);
    const levels = chosenFrom<Level>(LEVELS, query.figures);
    const dimension = dimensionOf(by);
    for (const [code, { permission }] of Object.entries<Figure | Level>({ ...figures, ...levels }))
      if (!mayUse(principal, permission, 'read')) throw new ProblemError('figure_not_allowed', { figure: code });
    const shares = sharesOf(figures, dimension);
    requirePlaces(principal, shares, levels, query);
    const chosen = await this.choice.chosenOf(principal, query);
    const most =
      by === 'day' ? MAX_DAYS_OF_DETAIL : Math.min(MAX_DAYS, ...shares.map(({ table }) => DAY_TABLES[table].mostDays));
    if (daysOf(chosen.span) > most) throw refused('to', 'not_valid', { reason: 'atMost366Days' });
    return { ...chosen, figures, levels, by, language, shares };
  }
}

/**
 * Refuses figures of the whole network to staff of some restaurants, and beside a choice of restaurants.
 * @throws ProblemError `figure_not_allowed`, `invalid_query`
 */
function requirePlaces(
  principal: Principal,
  shares: readonly Share[],
  levels: LevelsByName,
  { by, restaurantIds }: FiguresQuery,
): void {
  const whole = shares.filter(({ table }) => !DAY_TABLES[table].hasPlaces);
  const codes = shares.flatMap((share) =>
    Object.keys(share.figures).filter((code) => whole.includes(share) || share.figures[code]?.isOfWholeNetwork),
  );
  const [level] = Object.keys(levels);
  const figure = codes[0] ?? level;
  if (figure !== undefined && restaurantsOf(principal) !== null)
    throw new ProblemError('figure_not_allowed', { figure });
  if ((whole.length > 0 || level !== undefined) && restaurantIds !== undefined)
    throw refused('restaurantIds', 'not_allowed');
  if (level !== undefined && by !== undefined && !isTime(by))
    throw refused('by', 'not_allowed', { values: PARTS_OF_TIME.join(', ') });
}

/** The entries of a list of figures whose codes a question names. */
const chosenFrom = <Of>(list: Readonly<Record<string, Of>>, codes: readonly string[]): Readonly<Record<string, Of>> =>
  Object.fromEntries(codes.flatMap((code) => (list[code] === undefined ? [] : [[code, list[code]]])));

/** Returns a function that gives the values of the asked levels at a date. */
async function levelsOf(tx: Tx, question: Question): Promise<(date: string) => FigureRow['values']> {
  const readers = await inTurn(
    Object.entries(question.levels),
    async ([code, { at }]) => [code, await at(tx, question)] as const,
  );
  return (date) => Object.fromEntries(readers.map(([code, at]) => [code, at(date)]));
}

/**
 * Returns one list with a row for each day, week or month, which has the levels at the end of this time. Returns no list if the question asks for no
 * levels, or is not by day, week or month.
 */
function levelRows(
  levels: (date: string) => FigureRow['values'],
  { by, span, levels: asked }: Question,
  compared: DateSpan | null,
): FigureRow[][] {
  if (by === undefined || !isTime(by) || Object.keys(asked).length === 0) return [];
  const rows = partsOf(span, compared ?? span, STEP[by]).map(({ compared: beside, from, to }) => ({
    key: from,
    name: null,
    values: levels(to),
    compared: compared === null || beside === null ? null : levels(beside.to),
  }));
  return [rows];
}

/**
 * Divides figures by the table that has their sums. If one table has the sums of all figures, there is only one share. @throws ProblemError
 * `invalid_query` for a figure without the dimension
 */
function sharesOf(figures: FiguresByName, dimension: Dimension | undefined): Share[] {
  const by = dimension === undefined ? [] : [dimension];
  if (Object.keys(figures).length === 0) return [];
  const table = tableOf(Object.values(figures), by);
  if (table !== undefined) return [{ table, figures }];
  const shares = new Map<TableName, Record<string, Figure>>();
  for (const [code, figure] of Object.entries(figures)) {
    const own = tableOf([figure], by);
    if (own === undefined)
      throw refused('by', 'not_allowed', { values: [...PARTS_OF_TIME, ...dimensionsOf(figure)].join(', ') });
    shares.set(own, { ...shares.get(own), [code]: figure });
  }
  return [...shares].map(([name, of]) => ({ table: name, figures: of }));
}

const refused = (path: string, code: string, named: Readonly<Record<string, unknown>> = {}): ProblemError =>
  new ProblemError('invalid_query', {}, [{ path, code, message: '', arguments: named }]);

/** The dimension by which rows are read. Days, weeks and months are added up from dates. */
function dimensionOf(by: FiguresQuery['by']): Dimension | undefined {
  if (by === undefined) return undefined;
  return isTime(by) ? DATE : DIMENSIONS[by];
}

const isTime = (by: NonNullable<FiguresQuery['by']>): by is keyof typeof STEP => by in STEP;

async function inTurn<Of, To>(all: readonly Of[], work: (one: Of) => Promise<To>): Promise<To[]> {
  const done: To[] = [];
  for (const one of all) done.push(await work(one));
  return done;
}

function listRows(tx: Tx, question: Question, share: Share, compared: DateSpan | null): Promise<FigureRow[]> {
  const { by } = question;
  if (by === undefined) return Promise.resolve([]);
  return isTime(by)
    ? listParts(tx, question, share, STEP[by], compared)
    : listKeys(tx, question, share, DIMENSIONS[by], compared);
}

/** Rows by day, week or month. A row is compared with the day, week or month at the same place in the compared period. */
async function listParts(
  tx: Tx,
  question: Question,
  { table, figures }: Share,
  step: TimeStep,
  compared: DateSpan | null,
): Promise<FigureRow[]> {
  const { span, networkId, restaurants, businessDate } = question;
  const sums = sumsOf(Object.values(figures));
  const datesOf = (dates: DateSpan) =>
    listDaySums<Sums & { businessDate: string }>(tx, { table, sums, by: [DATE], networkId, dates, restaurants });
  const [now, before] = [await datesOf(span), compared === null ? [] : await datesOf(compared)];
  const valuesOf = (rows: typeof now, part: DateSpan) =>
    valuesIn(figures, addUp(within(rows, part)), part, businessDate);
  return partsOf(span, compared ?? span, step).map(({ compared: beside, ...part }) => ({
    key: part.from,
    name: null,
    values: valuesOf(now, part),
    compared: compared === null || beside === null ? null : valuesOf(before, beside),
  }));
}

/** Rows by a dimension, each with the values of the same key in the compared period. */
async function listKeys(
  tx: Tx,
  { span, networkId, restaurants, language, businessDate }: Question,
  { table, figures }: Share,
  dimension: AskedDimension,
  compared: DateSpan | null,
): Promise<FigureRow[]> {
  const sums = sumsOf(Object.values(figures));
  const [{ of } = { of: [] }] = Object.values(figures);
  const list = (dates: DateSpan, limit: number) =>
    listDaySums<Sums & Readonly<Record<string, unknown>>>(tx, {
      table,
      sums,
      by: [dimension],
      networkId,
      dates,
      restaurants,
      language,
      ...(dimension.isInOrder !== true && { highest: { of, limit } }),
    });
  const keyOf = (row: Readonly<Record<string, unknown>>) =>
    JSON.stringify(Object.keys(dimension.keys).map((name) => row[name]));
  const now = await list(span, MOST_ROWS + 1);
  const earlier = compared === null ? [] : await list(compared, MOST_COMPARED);
  const beside = (row: Sums) => (compared === null ? null : valuesIn(figures, row, compared, businessDate));
  const before = new Map(earlier.map((row) => [keyOf(row), beside(row)]));
  // If the compared rows were cut, a missing counterpart may be among those that were not read.
  const none = earlier.length >= MOST_COMPARED ? null : beside(NO_SUMS);
  return now.map((row) => ({
    ...dimension.read(row),
    values: valuesIn(figures, row, span, businessDate),
    compared: before.get(keyOf(row)) ?? none,
  }));
}

/** Merges the rows of several tables by key. A figure whose table has no such row gets the value of empty sums. */
function joined(
  { shares, span, businessDate }: Question,
  rows: readonly (readonly FigureRow[])[],
  compared: DateSpan | null,
): FigureRow[] {
  const [first = []] = rows;
  if (rows.length < 2) return [...first];
  const noneIn = (dates: DateSpan) =>
    Object.assign(
      {},
      ...shares.map(({ figures }) => valuesIn(figures, NO_SUMS, dates, businessDate)),
    ) as FigureRow['values'];
  const none = noneIn(span);
  const noneBefore = compared === null ? {} : noneIn(compared);
  const byKey = new Map<string | null, FigureRow>();
  for (const { key, name, values, compared: before } of rows.flat()) {
    const row = byKey.get(key);
    byKey.set(key, {
      key,
      name: row?.name ?? name,
      values: { ...none, ...row?.values, ...values },
      compared: before === null ? (row?.compared ?? null) : { ...noneBefore, ...row?.compared, ...before },
    });
  }
  return [...byKey.values()];
}

async function totalOf(
  tx: Tx,
  { span, shares, networkId, restaurants, businessDate }: Question,
  compared: DateSpan | null,
) {
  const of = async (dates: DateSpan) =>
    Object.assign(
      {},
      ...(await inTurn(shares, async ({ table, figures }) => {
        const sums = sumsOf(Object.values(figures));
        const all = await sumDays<Sums>(tx, { table, sums, networkId, dates, restaurants });
        return valuesIn(figures, all, dates, businessDate);
      })),
    ) as FigureRow['values'];
  return { values: await of(span), compared: compared === null ? null : await of(compared) };
}

const valuesIn = (figures: FiguresByName, sums: Sums, { to }: DateSpan, today: string): FigureRow['values'] =>
  Object.fromEntries(
    Object.entries(figures).map(([code, figure]) => [code, isKnown(figure, to, today) ? valueOf(figure, sums) : null]),
  );
