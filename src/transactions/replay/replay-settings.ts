import {
  type ConfigurationSnapshot,
  decidingSettingsOf,
  readSettingsOverTime,
  type SettingsOverTime,
} from '../../configuration';
import type { Tx } from '../../platform/database/database';
import type { ProgramLookup } from './guest-history.rules';
import type { ReplaySettings } from './guest-replay.rules';
import { SettingsHistory } from './settings-history.rules';

/** The published versions of a network, in the form for a replay. */
export function programsOf(configuration: ConfigurationSnapshot): ProgramLookup {
  return {
    ofVersion: (version) => configuration.programOfVersion(version)?.program,
    inForce: (at) => configuration.programInForce(new Date(at))?.program,
  };
}

/** The settings that decided acts of the past, read in the same transaction as the rows. */
export async function readReplaySettings(tx: Tx, configuration: ConfigurationSnapshot): Promise<ReplaySettings> {
  return settingsOver(configuration, await readSettingsOverTime(tx, configuration.profile.id));
}

/** The present settings, for acts of the future. */
export function settingsOf(configuration: ConfigurationSnapshot): ReplaySettings {
  return settingsOver(configuration, { inForce: decidingSettingsOf(configuration.profile), earlier: [] });
}

function settingsOver({ profile, campaigns }: ConfigurationSnapshot, overTime: SettingsOverTime): ReplaySettings {
  return { networkId: profile.id, settings: new SettingsHistory(overTime), campaigns };
}
