import { Injectable } from '@nestjs/common';
import { listPlaceNames, Networks, type NetworkProfile } from '../../../configuration';
import { calendarOf, dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database } from '../../../platform/database/database';
import type { Language } from '../../../platform/language/language';
import { ProblemError } from '../../../platform/problems/problem';
import {
  networkOf,
  type Principal,
  requireRestaurant,
  restaurantsOf,
  requirePermission,
  UseCase,
} from '../../../security';
import { FiguresRelay } from '../../jobs/figures-relay';
import { endsOfHours } from '../analytics/analytics.query';
import { listDaySums } from '../catalogue/day-sums.sql';
import type { DaysAsked } from '../catalogue/day-tables';
import { DATE, type Dimension, DIMENSIONS, PLACE } from '../catalogue/dimensions';
import { tableOf } from '../catalogue/figure';
import { alertedOf, isOfDays } from '../catalogue/alerted';
import { FIGURES } from '../catalogue/figures';
import { ReaderChoice } from '../catalogue/reader-choice';
import { LiabilityQuery } from '../../books/liability/liability.query';
import type {
  AlertCrossing,
  AlertPreview,
  AlertPreviewQuery,
  AlertScope,
  CreateAlert,
  FigureAlertList,
} from './alert.dto';
import {
  type Bounds,
  type Crossing,
  crossingsOf,
  judgeDays,
  judgedFigureOf,
  judgeOwed,
  type PlaceDay,
  sumsOfAlert,
  together,
  TOGETHER,
  USUAL_DAYS,
} from './alert.rules';
import {
  type AlertRow,
  type JudgedTo,
  listAlerts,
  listCrossings,
  listGroups,
  listReaders,
  listRecent,
  type PlaceGroup,
  deleteAlert,
  insertAlert,
  MOST_ALERTS,
} from './alert.sql';
import { crossingsByHour, judgeHours, type PlaceHour, placeHoursOf, type PastHours, stepsOf } from './hours.rules';
import { datesBeside } from './usual.rules';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { newId } from '../../../platform/ids/ids';
import { Handles } from '../../../platform/http/handlers-of';

const PREVIEW_DAYS = 30;
/** A preview by the hour covers fewer days, since hours have twenty times as many rows. */
const PREVIEW_DAYS_BY_HOUR = 7;
const RECENT_DAYS = 7;
/** With more restaurants, the page's address would become too long. */
const MOST_IN_ADDRESS = 20;

/** A moment up to which alerts are compared: the end of a business date, or (`step`) of its last local hour that is over. */
export interface Moment extends JudgedTo {
  readonly step: PastHours | null;
}

export interface Where {
  readonly scope: AlertScope;
  /** Restaurants whose figures count. Null: all. */
  readonly restaurantIds: readonly string[] | null;
}

/** A person sets an alert. The date on which it was set is the first that is judged; by the hour, the hour in which it was. */
export class CreateFigureAlert extends UseCase<{ id: string }, { body: CreateAlert }> {}

export class RemoveFigureAlert extends UseCase<void, { id: string }> {}

/** A person's alerts with their crossings, and the comparison of figures with thresholds. */
@Injectable()
export class Alerts {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly relay: FiguresRelay,
    private readonly choice: ReaderChoice,
    private readonly liability: LiabilityQuery,
    private readonly clock: Clock,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError `forbidden`, `not_found`, `restaurant_not_allowed`, `invalid_body`, `figure_alerts_full` */
  @Handles(CreateFigureAlert)
  async createFigureAlert({ context, input: { body } }: CreateFigureAlert): Promise<{ readonly id: string }> {
    const { networkId, call, principal } = context;
    requirePermission(principal, 'reports.read');
    if (principal.kind !== 'user' || principal.onBehalf) throw new ProblemError('forbidden');
    const where = await this.whereOf(principal, body);
    await this.requireReaders(networkId, body, where);
    const network = await this.networks.getProfile(networkId);
    const judged =
      body.rhythm === 'HOUR' ? this.lastHourOf(network) : { date: isoDateOf(this.lastDayOf(network)), hours: 0 };
    return this.keyed.run(networkId, call, 201, async (tx) => {
      const id = newId();
      if (!(await insertAlert(tx, networkId, principal.id, { ...body, id, judged })))
        throw new ProblemError('figure_alerts_full', { max: MOST_ALERTS });
      return { id };
    });
  }

  /** @throws ProblemError `not_found`, also for another person's alert */
  @Handles(RemoveFigureAlert)
  async removeFigureAlert({ context: { networkId, principal }, input: { id } }: RemoveFigureAlert): Promise<void> {
    const isThere = await this.database.inNetwork(networkId, (tx) => deleteAlert(tx, networkId, principal.id, id));
    if (!isThere) throw new ProblemError('not_found');
  }

  async list(principal: Principal, language: Language): Promise<FigureAlertList> {
    const networkId = networkOf(principal);
    const { currency } = await this.networks.getProfile(networkId);
    const tx = this.database.readsOf(networkId);
    const alerts = await listAlerts(tx, networkId, principal.id);
    const readers = await listReaders(tx, networkId, null);
    const groups = await listGroups(tx, networkId, language, null);
    const recent = await this.recent(principal, groups);
    const kept = await listCrossings(
      tx,
      networkId,
      alerts.map(({ id }) => id),
    );
    const names = await listPlaceNames(tx, networkId, placesOf([...kept, ...recent]), language);
    const own = restaurantsOf(principal);
    return {
      currency,
      items: alerts.map(({ beyond, createdAt, recipients, ...alert }) => ({
        ...alert,
        recipients: readers.filter(({ userId }) => recipients.includes(userId)).map(namedReader),
        isBeyond: beyond.length > 0,
        createdAt: createdAt.toISOString(),
        crossings: kept
          .filter(({ alertId }) => alertId === alert.id)
          .map((crossing) => crossingAnswer(alert, crossing, names, groups)),
      })),
      recent: recent.map(({ alertId, setterId, setterName, ...one }) => ({
        alertId,
        figure: one.figure,
        threshold: one.threshold,
        setBy: setterId === principal.id ? null : setterName,
        ...crossingAnswer(one, one, names, groups),
      })),
      people: readers.filter(({ name }) => name !== '').map(namedReader),
      groups: groups.filter(({ restaurantIds }) => coversAll(own, restaurantIds)).map(({ id, name }) => ({ id, name })),
    };
  }

  /** The crossings of the last days that the caller may see. */
  private async recent(principal: Principal, groups: readonly PlaceGroup[]) {
    const networkId = networkOf(principal);
    const since = isoDateOf(this.lastDayOf(await this.networks.getProfile(networkId)) + 2 - RECENT_DAYS);
    const rows = await listRecent(this.database.readsOf(networkId), networkId, principal.id, since);
    const own = restaurantsOf(principal);
    return rows.filter((row) => {
      const where = whereNow({ ...row, restaurantId: row.alertRestaurantId }, row.setterRestaurantIds, groups);
      return where !== null && maySee(own, where, row);
    });
  }

  /** @throws ProblemError `not_found`, `restaurant_not_allowed`, `forbidden` */
  async preview(principal: Principal, query: AlertPreviewQuery, language: Language): Promise<AlertPreview> {
    const networkId = networkOf(principal);
    const where = await this.whereOf(principal, query);
    const network = await this.networks.getProfile(networkId);
    const last = this.lastDayOf(network);
    const first = last - (query.rhythm === 'HOUR' ? PREVIEW_DAYS_BY_HOUR : PREVIEW_DAYS) + 1;
    const span = { from: isoDateOf(first), to: isoDateOf(last) };
    const { figure, threshold, groupId } = query;
    if (isOfNow(figure)) return { ...span, now: await this.owed(networkId), crossings: [] };
    const bounds = { figure, threshold };
    const found =
      query.rhythm === 'HOUR'
        ? await this.crossingsByHour(network, bounds, where, span)
        : crossingsOf(bounds, await this.daysOf(networkId, figure, where, first - USUAL_DAYS, last), span);
    const tx = this.database.readsOf(networkId);
    const names = await listPlaceNames(tx, networkId, placesOf(found), language);
    const groups = groupId === undefined ? [] : await listGroups(tx, networkId, language, [groupId]);
    const alert = { figure, scope: query.scope, groupId: groupId ?? null };
    return { ...span, now: null, crossings: found.map((one) => crossingAnswer(alert, one, names, groups)).reverse() };
  }

  private async crossingsByHour(
    network: NetworkProfile,
    bounds: Bounds,
    where: Where,
    span: { readonly from: string; readonly to: string },
  ): Promise<Crossing[]> {
    const first = dayOfIsoDate(span.from);
    const days = Array.from({ length: dayOfIsoDate(span.to) - first + 1 }, (_, n) => isoDateOf(first + n));
    const rows = await this.hoursOf(network.id, bounds.figure, where, [...new Set(days.flatMap(datesBeside))]);
    const places = placeHoursOf(rows, isSum(where.scope));
    return crossingsByHour(bounds, places, span, (date) => stepsOn(network, date));
  }

  /** The last business date that is over, as a local day. */
  lastDayOf({ timeZone, settings }: NetworkProfile): number {
    return calendarOf(timeZone, settings.dayStart).businessDay(this.clock.now().getTime()) - 1;
  }

  /** The end of the last local hour that is over. */
  lastHourOf(network: NetworkProfile): Moment {
    const last = this.lastDayOf(network);
    const now = this.clock.now().getTime();
    for (const date of [isoDateOf(last + 1), isoDateOf(last)]) {
      const over = stepsOn(network, date).filter(({ end }) => end <= now);
      const step = over.at(-1);
      if (step !== undefined) return { date, hours: over.length, step };
    }
    throw new Error('a business date that is over has hours that are over');
  }

  /** Compares the figures up to a moment with an alert's threshold. */
  async judge(networkId: string, { figure, threshold, beyond }: AlertRow, where: Where, { date, step }: Moment) {
    if (isOfNow(figure)) return judgeOwed(await this.owed(networkId), threshold, date, beyond);
    const bounds = { figure, threshold };
    if (step !== null) {
      const rows = await this.hoursOf(networkId, figure, where, datesBeside(date));
      return judgeHours(bounds, placeHoursOf(rows, isSum(where.scope)), date, step, beyond);
    }
    const day = dayOfIsoDate(date);
    return judgeDays(bounds, await this.daysOf(networkId, figure, where, day - USUAL_DAYS, day), date, beyond);
  }

  /** The restaurants of an alert, checked for the caller who sets it. @throws ProblemError `not_found`, `restaurant_not_allowed`, `forbidden` */
  async whereOf(
    principal: Principal,
    {
      figure,
      scope,
      restaurantId,
      groupId,
    }: {
      figure: string;
      scope: AlertScope;
      restaurantId?: string | null | undefined;
      groupId?: string | null | undefined;
    },
  ): Promise<Where> {
    if (isOfNow(figure) && restaurantsOf(principal) !== null) throw new ProblemError('forbidden');
    if (groupId != null) {
      const networkId = networkOf(principal);
      const [group] = await listGroups(this.database.readsOf(networkId), networkId, 'en', [groupId]);
      if (group === undefined) throw new ProblemError('not_found');
      for (const id of group.restaurantIds) requireRestaurant(principal, id);
      return { scope, restaurantIds: group.restaurantIds };
    }
    const chosen = restaurantId == null ? undefined : [restaurantId];
    return { scope, restaurantIds: await this.choice.restaurantsOf(principal, chosen) };
  }

  /** Refuses recipients who may not see the figures in the alert's e-mails. @throws ProblemError `invalid_body` */
  async requireReaders(networkId: string, { recipientIds }: CreateAlert, where: Where): Promise<void> {
    if (recipientIds === undefined) return;
    const readers = await listReaders(this.database.readsOf(networkId), networkId, recipientIds);
    const allowed = readers.filter(
      ({ restaurantIds }) => where.scope === 'EACH' || coversAll(restaurantIds, where.restaurantIds),
    );
    if (allowed.length < new Set(recipientIds).size)
      throw new ProblemError('invalid_body', {}, [{ path: 'recipientIds', code: 'not_allowed', message: '' }]);
  }

  private async daysOf(
    networkId: string,
    figure: string,
    { scope, restaurantIds: restaurants }: Where,
    first: number,
    last: number,
  ): Promise<PlaceDay[]> {
    const dates = { from: isoDateOf(first), to: isoDateOf(last) };
    const days = await this.listPlaces<PlaceDay>(figure, scope, [DATE], { networkId, dates, restaurants });
    return isSum(scope) ? together(days) : days;
  }

  private hoursOf(
    networkId: string,
    figure: string,
    { scope, restaurantIds: restaurants }: Where,
    dates: readonly string[],
  ): Promise<PlaceHour[]> {
    return this.listPlaces(figure, scope, [DATE, DIMENSIONS.hour], { networkId, dates, restaurants });
  }

  /** Lists the sums that an alert reads, by restaurant. Rows without a restaurant belong to the sum of the whole network alone. */
  private async listPlaces<Row>(
    figure: string,
    scope: AlertScope,
    dimensions: readonly Dimension[],
    asked: DaysAsked,
  ): Promise<Row[]> {
    const isWhole = asked.restaurants === null && isSum(scope);
    const by = [...dimensions, isWhole ? DIMENSIONS.restaurant : PLACE];
    const table = tableOf([judgedFigureOf(figure), FIGURES.sales], by);
    if (table === undefined) throw new Error(`the hours of ${figure} are in no table`);
    await this.relay.catchUp(asked.networkId);
    const tx = this.database.readsOf(asked.networkId);
    return listDaySums(tx, { table, sums: sumsOfAlert(figure), by, ...asked });
  }

  private async owed(networkId: string): Promise<number> {
    return (await this.liability.liabilityOf(networkId)).total.money;
  }
}

/** Ids of the crossings' restaurants, each once. `TOGETHER` may be one of them. */
export function placesOf(crossings: readonly Crossing[]): string[] {
  return [...new Set(crossings.map(({ restaurantId }) => restaurantId))];
}

type AlertTarget = Pick<AlertRow, 'figure' | 'scope' | 'groupId'>;

/** A crossing as people read it: the name of the restaurant or group, and the console's page that explains it. */
export function crossingAnswer(
  { figure, scope, groupId }: AlertTarget,
  { businessDate, until, restaurantId, value, usual }: Crossing,
  names: ReadonlyMap<string, string>,
  groups: readonly PlaceGroup[],
): AlertCrossing {
  const place = restaurantId === TOGETHER ? null : restaurantId;
  const group = scope === 'GROUP' ? groups.find(({ id }) => id === groupId) : undefined;
  return {
    businessDate,
    until,
    restaurantId: place,
    value,
    usual,
    restaurant: place === null ? (group?.name ?? null) : (names.get(place) ?? null),
    path: alertPath(figure, { businessDate, until }, place === null ? (group?.restaurantIds ?? []) : [place]),
  };
}

function alertPath(
  figure: string,
  { businessDate, until }: Pick<Crossing, 'businessDate' | 'until'>,
  restaurantIds: readonly string[],
): string {
  const { explained } = alertedOf(figure).alert;
  if ('page' in explained) return explained.page;
  const tab = until === null ? explained.day : explained.hour;
  const isShort = restaurantIds.length > 0 && restaurantIds.length <= MOST_IN_ADDRESS;
  const places = isShort ? `&restaurants=${restaurantIds.join(',')}` : '';
  return `/admin/analytics${tab}?from=${businessDate}&to=${businessDate}${places}`;
}

/** The restaurants of an alert now. Null: its owner may not see them any more. `own`: the owner's restaurants; null: all. */
export function whereNow(
  { figure, scope, restaurantId, groupId }: AlertTarget & Pick<AlertRow, 'restaurantId'>,
  own: readonly string[] | null,
  groups: readonly PlaceGroup[],
): Where | null {
  if (isOfNow(figure) && own !== null) return null;
  if (scope !== 'ONE' && scope !== 'GROUP') return { scope, restaurantIds: own };
  const restaurantIds =
    scope === 'GROUP'
      ? (groups.find(({ id }) => id === groupId)?.restaurantIds ?? [])
      : [restaurantId].filter((id) => id !== null);
  return coversAll(own, restaurantIds) ? { scope, restaurantIds } : null;
}

/** Whether a reader with the restaurants `own` (null: all) may see a crossing. A sum is only shown to readers who may see all its restaurants. */
export function maySee(
  own: readonly string[] | null,
  { restaurantIds }: Where,
  { restaurantId }: Pick<Crossing, 'restaurantId'>,
): boolean {
  return coversAll(own, restaurantId === TOGETHER ? restaurantIds : [restaurantId]);
}

/** `wanted` null: all restaurants of the network. */
function coversAll(own: readonly string[] | null, wanted: readonly string[] | null): boolean {
  return own === null || (wanted?.every((id) => own.includes(id)) ?? false);
}

const isOfNow = (figure: string): boolean => !isOfDays(alertedOf(figure));

/** Whether the restaurants of a scope are added up and compared as one. */
const isSum = (scope: AlertScope): boolean => scope === 'TOGETHER' || scope === 'GROUP';

const namedReader = ({ userId, name }: { readonly userId: string; readonly name: string }) => ({ id: userId, name });

function stepsOn(network: NetworkProfile, date: string): PastHours[] {
  const { timeZone, settings } = network;
  return stepsOf(endsOfHours(network, date), { timeZone, dayStart: settings.dayStart });
}
