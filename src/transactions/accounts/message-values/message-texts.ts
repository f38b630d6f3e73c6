import { Injectable } from '@nestjs/common';
import {
  type ConfigurationSnapshot,
  type MessageText,
  type MessageValues,
  type MessageVariable,
  parseText,
  renderText,
  type SentTemplate,
  type TemplateTexts,
  type TextForm,
  type TextSource,
  variablesOf,
} from '../../../configuration';
import type { WholeLanguage } from '../../../platform/language/language';
import { spokenIn } from '../../../platform/language/spoken';
import { endOf, NEVER, tierStatus } from '../../../decision';
import type { Statements } from '../../../platform/database/database';
import { formattersFor } from '../../../platform/language/formatters';
import type { Routing } from '../../../security';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';
import { transactionTill } from '../../ledger/write/till-statements';
import type { TillReadRow } from '../../ledger/write/till-rows';
import { asOfNow } from '../../till/balances/as-of-now';

const MOST_LOOKED_AT = 200;

/** A text to a guest before its values are known. */
export interface TextToGuest {
  readonly guestId: string;
  readonly language: 'ru' | 'en';
  /** The subject of an e-mail, which holds no values of the guest. Null: the network's name. */
  readonly subject: MessageText | null;
  readonly text: MessageText;
  /** Values that the sender knows, such as a receipt or a coupon. They override the guest's values. */
  readonly values?: MessageValues;
}

export type TextOfGuest =
  | { readonly subject: string; readonly text: string }
  | { readonly failure: 'VARIABLE_MISSING'; readonly name: MessageVariable | null }
  | { readonly failure: 'TEXT_FAILED' };

/** The routing of a message once its text is written. A message whose text failed is not sent. */
export function routingWith(text: TextOfGuest | undefined, routing: Routing): Routing {
  return text !== undefined && 'failure' in text ? { outcome: 'SUPPRESSED', reason: text.failure } : routing;
}

/** A guest who gets a message made from a template. */
export interface GuestOfTemplate {
  readonly guestId: string;
  /** Null: the guest chose no language, so the network's applies. */
  readonly locale: 'ru' | 'en' | null;
  readonly values?: MessageValues;
}

/** Texts of messages with the values of their guests. */
@Injectable()
export class MessageTexts {
  /**
   * Writes the texts of a batch, in their order. One statement each reads names, points and tiers, last visits and last
   * rewards for all guests together, and only where a text names such a value. @param wanted for the guests of one
   * transaction, some hundreds
   */
  async write(tx: Statements, snapshot: ConfigurationSnapshot, wanted: readonly TextToGuest[]): Promise<TextOfGuest[]> {
    const guestIds = [...new Set(wanted.map(({ guestId }) => guestId))];
    const named = new Set(
      wanted.flatMap(({ text, values = {} }) => text.variables.filter((name) => !(name in values))),
    );
    const values = await this.read(tx, snapshot, guestIds, named);
    return wanted.map((one) => {
      const form = formOf(snapshot, one.language);
      const known = { ...values.get(one.guestId), 'network.name': snapshot.profile.name, ...one.values };
      const text = renderText(one.text, known, form);
      const subject = one.subject === null ? { text: snapshot.profile.name } : renderText(one.subject, known, form);
      if ('failure' in text) return text;
      return 'failure' in subject ? subject : { subject: subject.text, text: text.text };
    });
  }

  /** Writes messages by a template, each in the guest's language, else in the network's, which every template has. */
  async writeByTemplate(
    tx: Statements,
    snapshot: ConfigurationSnapshot,
    { source, texts }: Pick<SentTemplate, 'source' | 'texts'>,
    wanted: readonly GuestOfTemplate[],
  ): Promise<(TextOfGuest & { readonly language: 'ru' | 'en' })[]> {
    const { locale: ofNetwork } = snapshot.profile;
    const read = { ru: readTemplate(source, texts.ru), en: readTemplate(source, texts.en) };
    const planned = wanted.map(({ guestId, locale, values = {} }) => {
      const language = locale !== null && texts[locale] !== undefined ? locale : ofNetwork;
      const parsed = read[language];
      return { language, text: parsed === null ? null : { guestId, language, ...parsed, values } };
    });
    const known = planned.map(({ text }) => text).filter((text) => text !== null);
    const written = (await this.write(tx, snapshot, known)).values();
    return planned.map(({ language, text }) => {
      const done: TextOfGuest = (text === null ? undefined : written.next().value) ?? { failure: 'TEXT_FAILED' };
      return { ...done, language };
    });
  }

  /** Reads the named values of guests, by variable. */
  async read(
    tx: Statements,
    snapshot: ConfigurationSnapshot,
    guestIds: readonly string[],
    named: ReadonlySet<MessageVariable>,
  ): Promise<ReadonlyMap<string, MessageValues>> {
    const names = (prefix: string): boolean => [...named].some((name) => name.startsWith(prefix));
    const found = new Map<string, MessageValues>();
    const add = (guestId: string, values: MessageValues) => found.set(guestId, { ...found.get(guestId), ...values });
    const { locale } = snapshot.profile;
    if (guestIds.length === 0) return found;
    if (names('guest.'))
      for (const { guestId, name } of await listGuestNames(tx, snapshot.profile.id, guestIds))
        add(guestId, { 'guest.name': name, 'guest.firstName': firstNameOf(name) });
    if (names('restaurant.') || names('receipt.'))
      for (const { guestId, restaurant, sum, points } of await listLastSales(tx, snapshot.profile.id, guestIds, locale))
        add(guestId, { 'restaurant.name': restaurant, 'receipt.sum': sum, 'receipt.points': points });
    if (names('reward.'))
      for (const { guestId, rewardId } of await listLastRewards(tx, snapshot.profile.id, guestIds)) {
        const reward = snapshot.rewards.get(rewardId);
        if (reward !== undefined) add(guestId, { 'reward.name': spokenIn(reward.document.name, locale, locale) });
      }
    if (names('balance') || names('ending.') || names('tier.')) {
      const lots = names('ending.') ? { needLots: false, ends: 1 } : { needLots: false };
      const rows = await transactionTill(tx).read(
        snapshot.profile.id,
        guestIds.map((guestId) => ({ guestId, ...lots })),
      );
      for (const [index, row] of rows.entries()) add(guestIds[index] ?? '', accountValues(row, snapshot));
    }
    return found;
  }
}

/** Null: the template has no text in the language, or the text cannot be parsed. */
function readTemplate(source: TextSource, text: TemplateTexts['ru']): Pick<TextToGuest, 'subject' | 'text'> | null {
  if (text === undefined) return null;
  const subject = parseText(text.subject, variablesOf(source, { inSubject: true }));
  const body = parseText(text.text, variablesOf(source));
  return 'faults' in subject || 'faults' in body ? null : { subject: subject.text, text: body.text };
}

/** Points, tier and the points that end next, as of now. */
function accountValues(row: TillReadRow, snapshot: ConfigurationSnapshot): MessageValues {
  const state = asOfNow(row, snapshot);
  if (state === undefined) return {};
  const now = Math.round(row.now_ms);
  const calendar = calendarOfNetwork(snapshot);
  const program = snapshot.programInForce(new Date(now));
  const tier = program === undefined ? null : tierStatus(program.program, state, { now, calendar });
  const ends = (state.lots ?? [])
    .map((lot) => ({ at: endOf(lot, state.counters), points: lot.remaining }))
    .filter(({ at, points }) => at < NEVER && at > now && points > 0);
  const next = Math.min(...ends.map(({ at }) => at));
  const ending = ends.filter(({ at }) => at === next).reduce((sum, { points }) => sum + points, 0);
  const code = tier?.tier ?? state.tier;
  return {
    balance: state.balance.available,
    ...(ending > 0 && { 'ending.points': ending, 'ending.day': calendar.localDay(next) - 1 }),
    'tier.name': code === null ? null : tierName(code),
    'tier.next': tier?.next == null ? null : tierName(tier.next),
    'tier.amountToNext': tier?.amountToNext ?? null,
    'tier.visitsToNext': tier?.visitsToNext ?? null,
  };
}

function formOf({ profile }: ConfigurationSnapshot, language: 'ru' | 'en'): TextForm {
  const { currency, currencyDigits } = profile;
  return { language, formatters: formattersFor(currency, currencyDigits), currencyDigits };
}

/** The name by which a guest is addressed: the first word, since a name is stored in one field. */
function firstNameOf(name: string): string {
  return name.trim().split(/\s+/)[0] ?? '';
}

/** "Gold" for GOLD, as other systems get names of tiers. */
function tierName(code: string): string {
  return code.charAt(0) + code.slice(1).toLowerCase().replaceAll('_', ' ');
}

/** Names of guests by id. Guests who are unknown, erased or have no name are missing. */
function listGuestNames(tx: Statements, networkId: string, guestIds: readonly string[]) {
  return tx.query<{ guestId: string; name: string }>`SELECT id AS guest_id, name FROM guests
      WHERE network_id = ${networkId} AND id = ANY (${guestIds}::uuid[]) AND name IS NOT NULL AND erased_at IS NULL`;
}

/**
 * The last sale of each guest among the newest rows of the guest's journal. The restaurant's name is in the guest's
 * language, else in the network's. Sums are in minor units.
 */
function listLastSales(tx: Statements, networkId: string, guestIds: readonly string[], ofNetwork: WholeLanguage) {
  return tx.query<{ guestId: string; restaurant: string | null; sum: number; points: number }>`
    SELECT i.id AS "guest_id!", coalesce(r.names ->> coalesce(g.locale, ${ofNetwork}), r.name) AS restaurant,
     s.payable AS sum, s.points_earned AS points
       FROM unnest(${guestIds}::uuid[]) i(id)
      CROSS JOIN LATERAL (
        SELECT n.* FROM (
          SELECT t.type, t.restaurant_id, t.payable, t.points_earned, t.guest_version FROM transactions t
           WHERE t.network_id = ${networkId} AND t.guest_id = i.id ORDER BY t.guest_version DESC LIMIT ${MOST_LOOKED_AT}) n
         WHERE n.type = 'SALE' ORDER BY n.guest_version DESC LIMIT 1) s
       LEFT JOIN restaurants r ON r.network_id = ${networkId} AND r.id = s.restaurant_id
       LEFT JOIN guests g ON g.network_id = ${networkId} AND g.id = i.id`;
}

/** The last reward that each guest took or got. */
function listLastRewards(tx: Statements, networkId: string, guestIds: readonly string[]) {
  return tx.query<{ guestId: string; rewardId: string }>`
    SELECT i.id AS "guest_id!", d.reward_id FROM unnest(${guestIds}::uuid[]) i(id)
     CROSS JOIN LATERAL (
       SELECT reward_id FROM redemptions WHERE network_id = ${networkId} AND guest_id = i.id ORDER BY id DESC LIMIT 1) d`;
}
