import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, type Author, changesBetween, UseCase } from '../../security';
import { findCurrencyDigits } from '../network-profile/currency.rules';
import { profileOf } from '../network-profile/network-profile';
import { mergeSettings, networkSettingsChangeSchema } from '../network-profile/network-settings.rules';
import { lockNetwork, updateNetwork } from '../network-profile/network.sql';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { type ChangeNetworkBody, type NetworkAnswer, networkAnswer } from './network.dto';

/** The database's error when the currency of a network with transactions is changed (migration, `refuse_currency_change`). */
const CURRENCY_FIXED = 'LP004';

/** Changes a network's own data and settings. */
export class ChangeNetwork extends UseCase<
  NetworkAnswer,
  { readonly networkId: string; readonly change: ChangeNetworkBody }
> {}

@CommandHandler(ChangeNetwork)
export class ChangeNetworkHandler implements ICommandHandler<ChangeNetwork> {
  constructor(
    private readonly changes: ConfigurationChanges,
    private readonly audit: Audit,
  ) {}

  /** Throws `not_found`; `currency_fixed` once something was rung up. */
  execute({ context, input: { networkId, change } }: ChangeNetwork): Promise<NetworkAnswer> {
    return this.changes.run(networkId, context.call, 200, (tx) => this.apply(tx, networkId, change, context.author));
  }

  private async apply(tx: Tx, networkId: string, change: ChangeNetworkBody, author: Author): Promise<NetworkAnswer> {
    const row = await lockNetwork(tx, networkId);
    if (row === undefined) throw new ProblemError('not_found');
    const before = networkSettingsChangeSchema.parse(row.settings);
    const settings = mergeSettings(before, change.settings ?? {});
    const currency = change.currency ?? row.currency;
    const columns = {
      name: change.name ?? row.name,
      currency,
      currencyDigits: findCurrencyDigits(currency) ?? row.currency_digits,
      timeZone: change.timeZone ?? row.time_zone,
      locale: change.language ?? row.locale,
      country: change.country ?? row.country,
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
    return networkAnswer({ ...profileOf(changed), rulesVersion: changed.rules_version + 1 });
  }
}

function refuseFixedCurrency(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === CURRENCY_FIXED)
    throw new ProblemError('currency_fixed');
  throw error;
}
