import type { Statements } from '../../platform/database/database';
import { findNetworkRow } from '../revisions/snapshot.sql';
import { type NetworkProfile, profileOf } from './network-profile';
import type { NetworkSettings } from './network-settings.rules';

/** The network's settings that affect decisions, besides its programmes, and that no journal row contains. */
export interface DecidingSettings extends Pick<
  NetworkSettings,
  'dayStart' | 'receiptScope' | 'captureGraceMinutes' | 'restoreGraceDays'
> {
  /** IANA name. */
  readonly timeZone: string;
}

/** Settings that are no longer in force. */
interface EarlierSettings extends DecidingSettings {
  /** When the change that replaced them began; its commit was a little later. */
  readonly until: Date;
}

/** A network's settings over time, as plain data that can be passed to another thread. */
export interface SettingsOverTime {
  readonly inForce: DecidingSettings;
  /** Oldest first; the first settings were in force from the beginning. */
  readonly earlier: readonly EarlierSettings[];
}

/** Only managers change settings, so this is more than one change a day in a hundred years. */
const MAX_EARLIER = 50_000;

/** @throws Error for an id of no network */
export async function readSettingsOverTime(tx: Statements, networkId: string): Promise<SettingsOverTime> {
  const network = await findNetworkRow(tx, networkId);
  if (network === undefined) throw new Error(`there is no network ${networkId}`);
  const earlier = await tx.query<{
    timeZone: string;
    dayStart: string;
    receiptScope: 'BUSINESS_DAY' | 'YEAR' | 'FOREVER';
    captureGraceMinutes: number;
    restoreGraceDays: number;
    until: Date;
  }>`
    SELECT time_zone, day_start, receipt_scope,
          capture_grace_minutes, restore_grace_days, until
     FROM earlier_settings WHERE network_id = ${networkId} ORDER BY until, id LIMIT ${MAX_EARLIER}`;
  return { inForce: decidingSettingsOf(profileOf(network)), earlier };
}

export function decidingSettingsOf({ timeZone, settings }: NetworkProfile): DecidingSettings {
  const { dayStart, receiptScope, captureGraceMinutes, restoreGraceDays } = settings;
  return { timeZone, dayStart, receiptScope, captureGraceMinutes, restoreGraceDays };
}
