import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { Tx, Statements } from '../../platform/database/database';
import { requireUnchanged } from '../../platform/http/entity-tag';
import type { KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, type Author, changesBetween } from '../../security';
import { replacedTexts, type ConsentText } from '../network-profile/consent-text.rules';
import { decidingSettingsOf, type DecidingSettings } from '../network-profile/earlier-settings.sql';
import { findCurrencyDigits } from '../network-profile/currency.rules';
import { giftCardLawOf, mayGiftCardEnd } from '../network-profile/gift-card-law.rules';
import { isNoMoreRequired } from '../network-profile/personal-data-consent.rules';
import { profileOf } from '../network-profile/network-profile';
import {
  mergeSettings,
  networkSettingsChangeSchema,
  settingsInForce,
  weakens,
} from '../network-profile/network-settings.rules';
import { lockNetwork } from '../network-profile/network.sql';
import { type ChangeNetworkBody, changeableOfNetwork, type NetworkAnswer, networkAnswer } from './network.dto';

interface NetworkColumns {
  readonly name: string;
  readonly currency: string;
  readonly currencyDigits: number;
  readonly timeZone: string;
  readonly locale: string;
  readonly country: string;
  readonly settings: object;
}

/** The database's error for a changed currency of a network with transactions (migration, `refuse_currency_change`). */
const CURRENCY_FIXED = 'LP004';

/** Changes of a network's data and settings, in a transaction that raises its rules version. */
@Injectable()
export class NetworkChanges {
  constructor(private readonly audit: Audit) {}

  /** @throws ProblemError `changed_meanwhile`, `not_found` */
  requireUnchanged(tx: Tx, networkId: string, call: KeyedCall): Promise<void> {
    return requireUnchanged(call, async () => {
      const row = await lockNetwork(tx, networkId);
      if (row === undefined) throw new ProblemError('not_found');
      return changeableOfNetwork(networkAnswer(profileOf(row))) ?? {};
    });
  }

  /** Whether the change lets a person do more alone, or protects less. @throws ProblemError `not_found`, `gift_card_term` */
  async weakens(tx: Tx, networkId: string, change: ChangeNetworkBody): Promise<boolean> {
    const row = await lockNetwork(tx, networkId);
    if (row === undefined) throw new ProblemError('not_found');
    const before = networkSettingsChangeSchema.parse(row.settings);
    const after = mergeSettings(before, change.settings ?? {});
    requireGiftCardTerm(change.country ?? row.country, after.giftCardMonths);
    const digits = row.currencyDigits;
    const inForce = settingsInForce(before, digits, row.currency);
    if (isNoMoreRequired(inForce.consents, row.country, change.country ?? row.country)) return true;
    return weakens(inForce, settingsInForce(after, digits, row.currency));
  }

  /**
   * @throws ProblemError `not_found`, also for a restaurant that the network does not have; `currency_fixed` once a sale was recorded;
   * `gift_card_term` where the country's law does not let gift cards end so soon
   */
  async apply(tx: Tx, networkId: string, change: ChangeNetworkBody, author: Author): Promise<NetworkAnswer> {
    const row = await lockNetwork(tx, networkId);
    if (row === undefined) throw new ProblemError('not_found');
    const before = networkSettingsChangeSchema.parse(row.settings);
    const settings = mergeSettings(before, change.settings ?? {});
    await requireRestaurants(tx, networkId, change.settings?.feedback?.restaurants ?? []);
    const country = change.country ?? row.country;
    requireGiftCardTerm(country, settings.giftCardMonths);
    const currency = change.currency ?? row.currency;
    const columns = {
      name: change.name ?? row.name,
      currency,
      currencyDigits: findCurrencyDigits(currency) ?? row.currencyDigits,
      timeZone: change.timeZone ?? row.timeZone,
      locale: change.language ?? row.locale,
      country,
      settings,
    };
    await updateNetwork(tx, networkId, columns).catch(refuseFixedCurrency);
    await keepConsentTexts(tx, networkId, replacedTexts(before.consents ?? [], settings.consents ?? []));
    const then = {
      name: row.name,
      currency: row.currency,
      timeZone: row.timeZone,
      locale: row.locale,
      country: row.country,
      settings: before,
    };
    const { currencyDigits: _digits, ...now } = columns;
    await this.audit.appendChange(tx, networkId, author, 'network.changed', networkId, changesBetween(then, now));
    const changed = await lockNetwork(tx, networkId);
    if (changed === undefined) throw new Error('a network vanished under its lock');
    const overTime = { before: decidingSettingsOf(profileOf(row)), after: decidingSettingsOf(profileOf(changed)) };
    await keepEarlierSettings(tx, networkId, overTime);
    // The transaction raises the version once more before it commits.
    return networkAnswer({ ...profileOf(changed), rulesVersion: changed.rulesVersion + 1 });
  }
}

/** @throws ProblemError `gift_card_term` */
export function requireGiftCardTerm(country: string, months: number | null | undefined): void {
  if (months == null || mayGiftCardEnd(country, months)) return;
  throw new ProblemError('gift_card_term', { least: giftCardLawOf(country).leastMonths ?? 0 });
}

function refuseFixedCurrency(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === CURRENCY_FIXED)
    throw new ProblemError('currency_fixed');
  throw error;
}

async function requireRestaurants(
  tx: Tx,
  networkId: string,
  named: readonly { readonly restaurantId: string }[],
): Promise<void> {
  if (named.length === 0) return;
  const ids = named.map(({ restaurantId }) => restaurantId);
  const found = await tx.prisma.restaurant.count({ where: { networkId, id: { in: ids } } });
  if (found !== ids.length) throw new ProblemError('not_found');
}

/** Keeps texts that are removed from the settings. */
async function keepConsentTexts(tx: Statements, networkId: string, texts: readonly ConsentText[]): Promise<void> {
  if (texts.length === 0) return;
  await tx.query`INSERT INTO consent_texts (network_id, id, kind, version, text)
      SELECT ${networkId}, t.id, t.kind, t.version, t.text::json
        FROM unnest(${texts.map(() => newId())}::uuid[], ${texts.map(({ kind }) => kind)}::text[], ${texts.map(({ version }) => version)}::text[],
        ${texts.map(({ text }) => JSON.stringify(text))}::text[]) AS t (id, kind, version, text)`;
}

async function updateNetwork(tx: Statements, networkId: string, columns: NetworkColumns): Promise<void> {
  await tx.query`UPDATE networks SET name = ${columns.name}, currency = ${columns.currency},
      currency_digits = ${columns.currencyDigits}, time_zone = ${columns.timeZone}, locale = ${columns.locale}, country = ${columns.country},
      settings = ${JSON.stringify(columns.settings)}
      WHERE id = ${networkId}`;
}

/** Stores the deciding settings as they were before a change, unless the change leaves them as they are. */
async function keepEarlierSettings(
  tx: Tx,
  networkId: string,
  { before, after }: { readonly before: DecidingSettings; readonly after: DecidingSettings },
): Promise<void> {
  if (isDeepStrictEqual(before, after)) return;
  await tx.prisma.earlierSettings.create({ data: { ...before, networkId, id: newId() } });
}
