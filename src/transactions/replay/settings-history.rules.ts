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
 * A change counts from its commit, of which only the beginning is known; a transaction lives a tenth of this where the server ends it.
 * An act that was recorded so near to a change may have been decided by the settings on either side.
 */
const CHANGE_MAY_TAKE_MS = 60_000;

interface Era {
  /** Milliseconds; the last one has no end. */
  readonly until: number;
  readonly settings: DecisionSettings;
}

/** The settings of a network over time. Its instants are those at which acts were recorded, in milliseconds. */
export class SettingsHistory {
  private readonly eras: readonly Era[];

  constructor({ inForce, earlier }: SettingsOverTime) {
    this.eras = [
      ...earlier.map(({ until, ...settings }) => ({ until: until.getTime(), settings: settingsOf(settings) })),
      { until: Infinity, settings: settingsOf(inForce) },
    ];
  }

  /** Those in force now. */
  get inForce(): DecisionSettings {
    return this.at(Infinity);
  }

  at(instant: number): DecisionSettings {
    return this.eraOf(instant).settings;
  }

  /** Those of the instant first, then any others that may have decided an act that was recorded at it. */
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
