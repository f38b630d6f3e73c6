import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../../configuration';
import { calendarOf, type ZoneCalendar } from '../../../platform/clock/calendar';
import { Database, type Tx } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import type { CohortHistory, CohortMovement, OpenPoints } from './cohort-history.rules';
import { listCohortSums } from './cohort-history.sql';
import { countedMonthsOf } from './counted-months';
import { forecastAnswer } from './forecast-answer.rules';
import {
  type Forecast,
  forecastInSteps,
  LEAST_HISTORY_MONTHS,
  LEAST_REDEMPTION_MONTHS,
  missingHistory,
} from './forecast.rules';
import type { ForecastAnswer } from './liability.dto';
import { readNow } from './liability.sql';
import { monthOfInstant } from './months.rules';

/** Ten years. For the forecast, points with a later end never expire. */
const DATED_MONTHS = 120;
/** A forecast shares its process with tills, so it pauses after this many milliseconds. */
const SLICE_MS = 8;

/** Forecasts how open points will be redeemed or expire, based on earlier points. */
@Injectable()
export class ForecastQuery {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
  ) {}

  /** Throws 422 `forecast_history_too_short` if the history is too short to learn from. */
  async forecastOf(networkId: string, months: number): Promise<ForecastAnswer> {
    const configuration = await this.snapshots.current(networkId);
    const { profile } = configuration;
    const calendar = calendarOf(profile.timeZone, profile.settings.dayStart);
    const { at, history } = await this.database.reportOf(networkId, async (tx) => {
      const now = await readNow(tx);
      return { at: now, history: await readHistory(tx, networkId, calendar, now) };
    });
    const missing = missingHistory(history);
    if (missing !== undefined) {
      throw new ProblemError('forecast_history_too_short', {
        ...missing,
        needsMonths: LEAST_HISTORY_MONTHS,
        needsRedemptionMonths: LEAST_REDEMPTION_MONTHS,
      });
    }
    const pointValue = configuration.programInForce(at)?.program.document.pointValue ?? 0;
    return forecastAnswer(history, await forecastInSlices(history, months), profile, pointValue);
  }
}

async function forecastInSlices(history: CohortHistory, horizon: number): Promise<Forecast> {
  const steps = forecastInSteps(history, horizon);
  for (let since = performance.now(); ;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - since < SLICE_MS) continue;
    await setImmediate();
    since = performance.now();
  }
}

/** The history of whole months before the month of `now`, and the open points at the end of the last one. */
async function readHistory(tx: Tx, networkId: string, calendar: ZoneCalendar, now: Date): Promise<CohortHistory> {
  const lastMonth = monthOfInstant(calendar, now) - 1;
  const sums = await listCohortSums(tx, networkId, countedMonthsOf(calendar));
  const movements = new Map<string, CohortMovement>();
  const open = new Map<string, OpenPoints>();
  for (const sum of sums) {
    const { cohort, month } = sum;
    if (month > lastMonth) continue;
    const known = movements.get(`${cohort} ${month}`);
    movements.set(`${cohort} ${month}`, {
      cohort,
      month,
      issued: sum.issued + (known?.issued ?? 0),
      redeemed: sum.redeemed + (known?.redeemed ?? 0),
      expired: sum.expired + (known?.expired ?? 0),
    });
    const expires = sum.expires >= lastMonth + DATED_MONTHS ? null : sum.expires;
    const piece = open.get(`${cohort} ${expires ?? ''}`);
    const points = sum.issued - sum.redeemed - sum.expired + (piece?.points ?? 0);
    open.set(`${cohort} ${expires ?? ''}`, { cohort, expires, points });
  }
  return {
    lastMonth,
    movements: [...movements.values()].sort((a, b) => a.cohort - b.cohort || a.month - b.month),
    open: [...open.values()].filter(({ points }) => points > 0),
  };
}
