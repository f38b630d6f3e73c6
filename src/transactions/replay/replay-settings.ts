import type { ConfigurationSnapshot } from '../../configuration';
import { calendarOf } from '../../platform/clock/calendar';
import type { ProgramLookup } from './guest-history.rules';
import type { ReplaySettings } from './guest-replay.rules';

/** The published versions of a network, as the replay asks for them. */
export function programsOf(configuration: ConfigurationSnapshot): ProgramLookup {
  return {
    ofVersion: (version) => configuration.programOfVersion(version)?.program,
    inForce: (at) => configuration.programInForce(new Date(at))?.program,
  };
}

/** The settings of a network that its decisions use. */
export function settingsOf({ profile, campaigns }: ConfigurationSnapshot): ReplaySettings {
  return {
    networkId: profile.id,
    calendar: calendarOf(profile.timeZone, profile.settings.dayStart),
    receiptScope: profile.settings.receiptScope,
    captureGraceMs: profile.settings.captureGraceMinutes * 60_000,
    restoredForDays: profile.settings.restoreGraceDays,
    campaigns,
  };
}
