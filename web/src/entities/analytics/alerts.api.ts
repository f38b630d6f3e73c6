import { ask } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type FigureAlert = Schemas['FigureAlert'];
export type AlertFigure = FigureAlert['figure'];

/** The thresholds of the reader. */
export const alertsQuery = ask('/api/analytics/alerts');

/** When a threshold would have been crossed. */
export const alertPreviewQuery = (asked: {
  readonly figure: AlertFigure;
  readonly threshold: number;
  readonly scope: FigureAlert['scope'];
  readonly restaurantId?: string;
}) => ask('/api/analytics/alerts/preview', asked);
