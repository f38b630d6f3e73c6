import { ask } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type FigureAlert = Schemas['FigureAlert'];
/** The staff whom an alert can notify, and the groups that it can watch. */
export type AlertLists = Pick<Schemas['FigureAlertList'], 'people' | 'groups'>;
export type AlertFigure = FigureAlert['figure'];
export type Crossing = FigureAlert['crossings'][number];

/** The alerts of the person who is signed in, and the crossings of the last days of which they were told. */
export const alertsQuery = ask('/api/analytics/alerts');

/** The dates on which an alert would have sent an e-mail. */
export const alertPreviewQuery = (asked: {
  readonly figure: AlertFigure;
  readonly threshold: number;
  readonly scope: FigureAlert['scope'];
  readonly rhythm: FigureAlert['rhythm'];
  readonly restaurantId?: string;
  readonly groupId?: string;
}) => ask('/api/analytics/alerts/preview', asked);
