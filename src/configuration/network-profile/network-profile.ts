import type { NetworkRow } from '../revisions/snapshot.sql';
import { type NetworkSettings, networkSettingsChangeSchema, settingsInForce } from './network-settings.rules';

/** A network's profile, by one version of its rules. */
export interface NetworkProfile {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  /** ISO 4217. */
  readonly currency: string;
  /** The currency's decimals: JPY 0, RUB 2, KWD 3. */
  readonly currencyDigits: number;
  /** IANA name. */
  readonly timeZone: string;
  readonly locale: 'ru' | 'en';
  /** ISO 3166-1 alpha-2; a phone without `+` is a number of this country. */
  readonly country: string;
  readonly settings: NetworkSettings;
  /** Rises with every change of the programme, restaurants, limits or any other part of the configuration. */
  readonly rulesVersion: number;
  readonly createdAt: Date;
  readonly closedAt: Date | null;
  readonly suspendedAt: Date | null;
  /** Since when the network is being moved to another installation and is read-only here; null: it is not. */
  readonly movingSince: Date | null;
  /** When the network signed up by itself; null: an owner opened it. */
  readonly signedUpAt: Date | null;
  /** The network beside which this sandbox or shadow stands; null: this is a network of its own. */
  readonly sandboxOf: string | null;
  /** Whether it is the shadow of that network, and not its sandbox. */
  readonly isShadow: boolean;
}

/** The profile in a network's row, with its settings on top of the defaults. */
export function profileOf(row: NetworkRow): NetworkProfile {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    currency: row.currency,
    currencyDigits: row.currencyDigits,
    timeZone: row.timeZone,
    locale: row.locale,
    country: row.country,
    settings: settingsInForce(networkSettingsChangeSchema.parse(row.settings), row.currencyDigits, row.currency),
    rulesVersion: row.rulesVersion,
    createdAt: row.createdAt,
    closedAt: row.closedAt,
    suspendedAt: row.suspendedAt,
    movingSince: row.movingSince,
    signedUpAt: row.signedUpAt,
    sandboxOf: row.sandboxOf,
    isShadow: row.isShadow,
  };
}
