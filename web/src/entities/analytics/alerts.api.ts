import { ask } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type FigureAlert = Schemas['FigureAlert'];
export type AlertFigure = FigureAlert['figure'];

/** The alerts of the person who is signed in. */
export const alertsQuery = ask('/api/analytics/alerts');

/** The dates on which an alert would have sent an e-mail. */
export const alertPreviewQuery = (asked: {
  readonly figure: AlertFigure;
  readonly threshold: number;
  readonly scope: FigureAlert['scope'];
  readonly restaurantId?: string;
}) => ask('/api/analytics/alerts/preview', asked);
