import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, type Author, changesBetween } from '../../security';
import { findCurrencyDigits } from '../network-profile/currency.rules';
import type { ChangeNetworkBody } from './network.dto';
import { type NetworkProfile, profileOf } from '../network-profile/network-profile';
import { mergeSettings, networkSettingsChangeSchema } from '../network-profile/network-settings.rules';
import { lockNetwork, updateNetwork } from '../network-profile/network.sql';

/** What the database says when the currency of a network with transactions is changed (migration, `refuse_currency_change`). */
const CURRENCY_FIXED = 'LP004';

/** Changes a network's own data and settings, in a transaction of `ConfigurationChanges`. */
@Injectable()
export class ChangeNetwork {
  constructor(private readonly audit: Audit) {}

  /** Throws `not_found`; `currency_fixed` once something was rung up. */
  async execute(tx: Tx, networkId: string, body: ChangeNetworkBody, author: Author): Promise<NetworkProfile> {
    const row = await lockNetwork(tx, networkId);
    if (row === undefined) throw new ProblemError('not_found');
    const before = networkSettingsChangeSchema.parse(row.settings);
    const settings = mergeSettings(before, body.settings ?? {});
    const currency = body.currency ?? row.currency;
    const columns = {
      name: body.name ?? row.name,
      currency,
      currencyDigits: findCurrencyDigits(currency) ?? row.currency_digits,
      timeZone: body.timeZone ?? row.time_zone,
      locale: body.locale ?? row.locale,
      country: body.country ?? row.country,
      settings,
    };
    await updateNetwork(tx, networkId, columns).catch(refuseFixedCurrency);
    const then = {
      name: row.name,
      currency: row.currency,
      timeZone: row.time_zone,
      locale: row.locale,
      country: row.country,
      settings: before,
    };
    const { currencyDigits: _digits, ...now } = columns;
    await this.audit.append(tx, networkId, {
      ...author,
      action: 'network.changed',
      subjectKind: 'network',
      subjectId: networkId,
      ...changesBetween(then, now),
    });
    const changed = await lockNetwork(tx, networkId);
    if (changed === undefined) throw new Error('a network vanished under its lock');
    // The transaction raises the version once more before it commits.
    return { ...profileOf(changed), rulesVersion: changed.rules_version + 1 };
  }
}

function refuseFixedCurrency(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === CURRENCY_FIXED)
    throw new ProblemError('currency_fixed');
  throw error;
}
