import type { AlertFigure } from './alerts.api';

interface AlertKind {
  readonly unit: 'money' | 'share' | 'number';
  /** The unit of the threshold in the form: percent, how many times the usual value, or whole units of the currency. */
  readonly bound: 'percent' | 'times' | 'money';
  /** The threshold that the form proposes. */
  readonly first: number;
  /** Whether the usual value comes in thousandths. */
  readonly isMean?: true;
  /** Whether the figure can be checked by the hour. */
  readonly isHourly?: true;
  /** Whether restaurants can be watched. Otherwise the alert is of the network now. */
  readonly isPlaced: boolean;
}

/** How the figures of alerts are asked for and written, in the order of the form. */
export const ALERT_KINDS: Readonly<Record<AlertFigure, AlertKind>> = {
  NET_SALES: { unit: 'money', bound: 'percent', first: 70, isPlaced: true },
  RECEIPTS: { unit: 'number', bound: 'percent', first: 70, isPlaced: true },
  AVERAGE_CHECK: { unit: 'money', bound: 'percent', first: 80, isHourly: true, isPlaced: true },
  GUEST_SHARE: { unit: 'share', bound: 'percent', first: 40, isHourly: true, isPlaced: true },
  REFUNDS: { unit: 'number', bound: 'times', first: 2, isMean: true, isHourly: true, isPlaced: true },
  POINTS_REDEEMED: { unit: 'number', bound: 'times', first: 2, isPlaced: true },
  COST_SHARE: { unit: 'share', bound: 'times', first: 2, isPlaced: true },
  LIABILITY: { unit: 'money', bound: 'money', first: 1_000_000, isPlaced: false },
};
