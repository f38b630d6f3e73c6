import type { DecidingSettings, ReceiptScope, SettingsOverTime } from '../../configuration';
import type { Calendar } from '../../decision';
import { calendarOf } from '../../platform/clock/calendar';

/** Settings of a network, besides its programmes, that a decision uses. */
export interface DecisionSettings {
  readonly calendar: Calendar;
  readonly receiptScope: ReceiptScope;
  readonly captureGraceMs: number;
  readonly restoredForDays: number;
}

/**
 * How long before its commit a change may have begun; only the beginning is known. Where the server ends long
 * transactions, they last a tenth of this. An act recorded this close to a change may have been decided by either
 * settings.
 */
const CHANGE_MAY_TAKE_MS = 60_000;

interface Era {
  /** In milliseconds. The last entry has no end. */
  readonly until: number;
  readonly settings: DecisionSettings;
}

/** The settings of a network over time, by the instants at which acts were recorded, in milliseconds. */
export class SettingsHistory {
  private readonly eras: readonly Era[];

  constructor({ inForce, earlier }: SettingsOverTime) {
    this.eras = [
      ...earlier.map(({ until, ...settings }) => ({ until: until.getTime(), settings: settingsOf(settings) })),
      { until: Infinity, settings: settingsOf(inForce) },
    ];
  }

  /** The settings in force now. */
  get inForce(): DecisionSettings {
    return this.at(Infinity);
  }

  at(instant: number): DecisionSettings {
    return this.eraOf(instant).settings;
  }

  /** The settings at the instant first, then others that may have decided an act recorded then. */
  near(instant: number): readonly DecisionSettings[] {
    const own = this.eraOf(instant);
    const others = this.eras.filter((era, i) => {
      const since = this.eras[i - 1]?.until ?? -Infinity;
      return era !== own && since - CHANGE_MAY_TAKE_MS <= instant && instant <= era.until + CHANGE_MAY_TAKE_MS;
    });
    return [own, ...others].map(({ settings }) => settings);
  }

  private eraOf(instant: number): Era {
    const era = this.eras.find(({ until }) => instant < until) ?? this.eras.at(-1);
    if (era === undefined) throw new Error('a network without settings');
    return era;
  }
}

function settingsOf(settings: DecidingSettings): DecisionSettings {
  return {
    calendar: calendarOf(settings.timeZone, settings.dayStart),
    receiptScope: settings.receiptScope,
    captureGraceMs: settings.captureGraceMinutes * 60_000,
    restoredForDays: settings.restoreGraceDays,
  };
}
