import { Injectable } from '@nestjs/common';
import { listPlaceNames, Networks, type NetworkProfile } from '../../../configuration';
import { calendarOf, isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database } from '../../../platform/database/database';
import type { Language } from '../../../platform/language/language';
import { ProblemError } from '../../../platform/problems/problem';
import { networkOf, type Principal, restaurantsOf } from '../../../security';
import { FiguresRelay } from '../../jobs/figures-relay';
import { AnalyticsQuery } from '../analytics/analytics.query';
import { LiabilityQuery } from '../liability/liability.query';
import type {
  AlertCrossing,
  AlertFigure,
  AlertPreview,
  AlertPreviewQuery,
  AlertScope,
  FigureAlertList,
} from './alert.dto';
import {
  type Crossing,
  crossingsOf,
  judgeDays,
  judgeOwed,
  type PlaceDay,
  together,
  TOGETHER,
  USUAL_DAYS,
} from './alert.rules';
import { type AlertRow, listAlerts, listCrossings, listPlaceDays } from './alert.sql';

const PREVIEW_DAYS = 30;

interface Where {
  readonly scope: AlertScope;
  /** Restaurants whose figures count; null: all. */
  readonly restaurantIds: readonly string[] | null;
}

/** Reads a person's alerts with their crossings, and judges them. */
@Injectable()
export class AlertsQuery {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly relay: FiguresRelay,
    private readonly analytics: AnalyticsQuery,
    private readonly liability: LiabilityQuery,
    private readonly clock: Clock,
  ) {}

  async list(principal: Principal, language: Language): Promise<FigureAlertList> {
    const networkId = networkOf(principal);
    const { currency } = await this.networks.getProfile(networkId);
    const tx = this.database.readsOf(networkId);
    const alerts = await listAlerts(tx, networkId, principal.id);
    const kept = await listCrossings(
      tx,
      networkId,
      alerts.map(({ id }) => id),
    );
    const names = await listPlaceNames(tx, networkId, placesOf(kept), language);
    return {
      currency,
      items: alerts.map(({ beyond, createdAt, ...alert }) => ({
        ...alert,
        isBeyond: beyond.length > 0,
        createdAt: createdAt.toISOString(),
        crossings: kept
          .filter(({ alertId }) => alertId === alert.id)
          .map((crossing) => crossingAnswer(alert.figure, crossing, names)),
      })),
    };
  }

  /** @throws ProblemError `not_found`, `restaurant_not_allowed`, `forbidden` */
  async preview(principal: Principal, query: AlertPreviewQuery, language: Language): Promise<AlertPreview> {
    const networkId = networkOf(principal);
    const where = await this.whereOf(principal, query);
    const last = this.lastDayOf(await this.networks.getProfile(networkId));
    const span = { from: isoDateOf(last - PREVIEW_DAYS + 1), to: isoDateOf(last) };
    if (query.figure === 'LIABILITY') return { ...span, now: await this.owed(networkId), crossings: [] };
    const days = await this.daysOf(networkId, where, last - PREVIEW_DAYS + 1 - USUAL_DAYS, last);
    const found = crossingsOf(query.figure, query.threshold, days, span);
    const names = await listPlaceNames(this.database.readsOf(networkId), networkId, placesOf(found), language);
    return { ...span, now: null, crossings: found.map((one) => crossingAnswer(query.figure, one, names)).reverse() };
  }

  /** The last business date that is over, as a local day. */
  lastDayOf({ timeZone, settings }: NetworkProfile): number {
    return calendarOf(timeZone, settings.dayStart).businessDay(this.clock.now().getTime()) - 1;
  }

  /** Compares the figures of a local day with the threshold of an alert. */
  async judge(networkId: string, { figure, threshold, beyond }: AlertRow, where: Where, day: number) {
    const date = isoDateOf(day);
    if (figure === 'LIABILITY') return judgeOwed(await this.owed(networkId), threshold, date, beyond);
    const days = await this.daysOf(networkId, where, day - USUAL_DAYS, day);
    return judgeDays(figure, threshold, days, date, beyond);
  }

  /** The restaurants of an alert, checked for the caller who sets it. @throws ProblemError `not_found`, `restaurant_not_allowed`, `forbidden` */
  async whereOf(
    principal: Principal,
    {
      figure,
      scope,
      restaurantId,
    }: { figure: AlertFigure; scope: AlertScope; restaurantId?: string | null | undefined },
  ): Promise<Where> {
    if (figure === 'LIABILITY' && restaurantsOf(principal) !== null) throw new ProblemError('forbidden');
    const chosen = restaurantId == null ? undefined : [restaurantId];
    return { scope, restaurantIds: await this.analytics.restaurantsOf(principal, chosen) };
  }

  private async daysOf(
    networkId: string,
    { scope, restaurantIds }: Where,
    first: number,
    last: number,
  ): Promise<PlaceDay[]> {
    await this.relay.catchUp(networkId);
    const tx = this.database.readsOf(networkId);
    const days = await listPlaceDays(tx, networkId, isoDateOf(first), isoDateOf(last), restaurantIds);
    return scope === 'TOGETHER' ? together(days) : days;
  }

  private async owed(networkId: string): Promise<number> {
    return (await this.liability.liabilityOf(networkId)).total.money;
  }
}

/** Ids of the restaurants of crossings, each once. `TOGETHER` may be among them. */
export function placesOf(crossings: readonly Crossing[]): string[] {
  return [...new Set(crossings.map(({ restaurantId }) => restaurantId))];
}

function crossingAnswer(
  figure: AlertFigure,
  { businessDate, restaurantId, value, usual }: Crossing,
  names: ReadonlyMap<string, string>,
): AlertCrossing {
  const place = restaurantId === TOGETHER ? null : restaurantId;
  return {
    ...{ businessDate, restaurantId: place, value, usual },
    restaurant: place === null ? null : (names.get(place) ?? null),
    path: alertPath(figure, businessDate, place),
  };
}

/** The page of the console that explains a crossing. */
export function alertPath(figure: AlertFigure, date: string, restaurantId: string | null): string {
  if (figure === 'LIABILITY') return '/admin/liability';
  const place = restaurantId === null ? '' : `&restaurantIds=${restaurantId}`;
  return `/admin/analytics${figure === 'GUEST_SHARE' ? '/staff' : ''}?from=${date}&to=${date}${place}`;
}
