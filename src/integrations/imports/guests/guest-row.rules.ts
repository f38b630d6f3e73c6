import {
  type CompiledProgram,
  type Instant,
  type LocalDay,
  minorUnits,
  type OpeningBalances,
  points,
} from '../../../decision';
import type { ConsentBasis } from '../../../configuration';
import type { BroughtGuest } from '../../../identity';
import { parsePhone } from '../../../typed/phone';
import { isoDateOf } from '../../../platform/clock/calendar';
import type { CsvRecord } from '../file/csv-records';
import { parseDay } from '../rows/day.rules';
import { MOST_POINTS, wholeOf, wholePoints } from '../rows/points.rules';
import type { Reject } from '../rows/reject';
import { rejectOfFault, requireWidth, RowFault } from '../rows/row-fault';
import { plainCard } from '../../../typed/card';
import { CARD_LIMIT, isRoundedCard } from '../rows/card.rules';
import { parseMoney } from '../rows/decimal.rules';
import type { GuestField, GuestMapping } from '../mapping/guest-mapping';
import { withoutUnseen } from '../../../typed/marks';

/** A row of the file as a guest. */
export interface GuestRow extends Omit<BroughtGuest, 'id' | 'consents'> {
  readonly line: number;
  readonly text: string;
  /** Answers to consents, at most one of each kind. */
  readonly consents: readonly {
    readonly kind: string;
    readonly given: boolean;
    readonly version: string;
    /** Start of the day of the answer; null: the row has no day. */
    readonly at: Instant | null;
    /** As the mapping says of the whole file; null: as the row says. */
    readonly basis: ConsentBasis | null;
  }[];
  /** The kind of a consent that the law asks for and that the guest did not give; null: none. */
  readonly missingConsent: string | null;
  /** The opening balance and tier; null: the row has none. */
  readonly opening: OpeningBalances | null;
}

export interface RowTerms {
  readonly country: string;
  readonly currencyDigits: number;
  /** The programme with the tiers and stamp cards that rows may name. */
  readonly program: CompiledProgram;
  readonly startOfDay: (day: LocalDay) => Instant;
  readonly today: LocalDay;
  /** Consents that the law asks of new guests, in the version in force. */
  readonly requiredConsents: readonly { readonly kind: string; readonly version: string }[];
}

const DAY_MS = 86_400_000;
const TEXT_LIMIT = 200;
const NOTE_LIMIT = 1_000;
/** The most characters of a cell with a list: cards, children, lots, stamps, consents. */
const LIST_LIMIT = 20_000;
const MOST_CARDS = 500;
const MOST_CONSENTS = 100;
const KIND_LIMIT = 50;
/** How much of an unknown tier's name is kept, so that a mapping can name the tier. */
const TIER_LIMIT = 100;
const MOST_CHILDREN = 20;
const MOST_SPEND = 100_000_000_000_000;
const EMAIL = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;
const YES = new Set(['1', 'yes', 'y', 'true', 'да', 'согласен', 'subscribed', 'opted in']);
/** Values of a consent column that mean neither yes nor no. */
const UNSAID = new Set(['', 'unknown', 'null']);
const NO = new Set(['0', 'no', 'n', 'false', 'нет', 'не согласен', 'unsubscribed', 'opted out']);
const LANGUAGES: Readonly<Record<string, 'ru' | 'en'>> = {
  ru: 'ru',
  'ru-ru': 'ru',
  rus: 'ru',
  russian: 'ru',
  русский: 'ru',
  en: 'en',
  'en-us': 'en',
  'en-gb': 'en',
  eng: 'en',
  english: 'en',
  английский: 'en',
};

/** Turns a file's rows into guests, by the file's header and mapping. */
export class GuestRowReader {
  private readonly positions = new Map<GuestField, number>();
  private readonly width: number;

  constructor(
    private readonly mapping: GuestMapping,
    header: ReadonlyMap<string, number>,
    private readonly terms: RowTerms,
  ) {
    for (const [field, name] of Object.entries(mapping.columns) as [GuestField, string][]) {
      const position = header.get(name);
      if (position !== undefined) this.positions.set(field, position);
    }
    this.width = header.size;
  }

  /** Never throws, whatever the row contains. */
  read(record: CsvRecord): GuestRow | { readonly reject: Reject } {
    try {
      return this.rowOf(record);
    } catch (error) {
      return { reject: rejectOfFault(record, error) };
    }
  }

  private rowOf(record: CsvRecord): GuestRow {
    requireWidth(record, this.width);
    const cell = (field: GuestField, limit = TEXT_LIMIT): string => this.cell(record, field, limit);
    const phone = this.phone(cell('phone') || cell('otherPhone'));
    const externalId = cell('externalId') || null;
    const cards = this.cards(cell('cards', LIST_LIMIT));
    if (phone === null && externalId === null && cards.length === 0) throw new RowFault('guest_unnamed');
    const email = cell('email') || null;
    if (email !== null && !EMAIL.test(email)) throw new RowFault('email_invalid', cut(email));
    const birthday = this.day(birthdayOf(cell('birthDate')));
    if (birthday !== null && birthday > this.terms.today) throw new RowFault('date_invalid', cell('birthDate'));
    const language = cell('language').toLowerCase();
    const consents = this.consents(cell);
    return {
      line: record.line,
      text: record.text,
      phone,
      name: nameOf(withoutUnseen(cell('name')), withoutUnseen(cell('lastName'))),
      email,
      birthDate: birthday === null ? null : isoDateOf(birthday),
      locale: LANGUAGES[language] ?? null,
      externalId,
      note: cell('note', NOTE_LIMIT) || null,
      cards,
      children: this.children(cell('children', LIST_LIMIT)),
      consents,
      missingConsent: this.missingConsentOf(consents),
      opening: this.opening(cell),
    };
  }

  private cell(record: CsvRecord, field: GuestField, limit: number): string {
    const position = this.positions.get(field);
    const text = position === undefined ? '' : (record.cells[position] ?? '').trim();
    if (text.length > limit) throw new RowFault('text_too_long', field);
    // Pages can't show control characters, and PostgreSQL stores no NUL.
    if (/[\p{Cc}\p{Cs}]/u.test(text.replaceAll('\n', ' '))) throw new RowFault('encoding_invalid');
    return text;
  }

  private phone(text: string): string | null {
    if (text === '') return null;
    const phone = parsePhone(text, this.terms.country);
    if (phone === undefined) throw new RowFault('phone_invalid', cut(text));
    return phone;
  }

  private cards(text: string): string[] {
    const cards = [...new Set(partsOf(text).map(plainCard))].filter((card) => card !== '');
    if (cards.length > MOST_CARDS || cards.some((card) => card.length > CARD_LIMIT))
      throw new RowFault('text_too_long', 'cards');
    const rounded = cards.find(isRoundedCard);
    if (rounded !== undefined) throw new RowFault('card_invalid', rounded);
    return cards;
  }

  /** Reads `Anna 2015-03-01; 2018-07-20`; a name may be missing. */
  private children(text: string): GuestRow['children'] {
    const children = partsOf(text).map((part) => {
      const at = part.search(/(?<!\S)\S+$/);
      const name = part.slice(0, at).trimEnd();
      const day = this.day(part.slice(at));
      if (day === null || day > this.terms.today) throw new RowFault('date_invalid', cut(part));
      return { name: name === '' ? null : name, birthDate: isoDateOf(day) };
    });
    if (children.length > MOST_CHILDREN) throw new RowFault('text_too_long', 'children');
    return children;
  }

  /**
   * Reads the columns of single consents and the column with several: `marketing yes 2025-05-01 v3; email no`, where day and version are optional.
   * For the same kind, the single column takes precedence.
   */
  private consents(cell: (field: GuestField, limit?: number) => string): GuestRow['consents'] {
    const consents = partsOf(cell('consents', LIST_LIMIT)).map((part) => {
      const [kind = '', answer = '', at = '', ...version] = part.split(/\s+/);
      if (kind.length > KIND_LIMIT) throw new RowFault('text_too_long', 'consents');
      return this.consentOf(kind, answer, at, version.join(' '));
    });
    const answer = cell('consent');
    if (!UNSAID.has(answer.toLowerCase()))
      consents.push(this.consentOf(this.mapping.consentKind, answer, cell('consentAt'), cell('consentVersion')));
    if (consents.length > MOST_CONSENTS) throw new RowFault('text_too_long', 'consents');
    const byKind = new Map(consents.map((one) => [one.kind, one]));
    const { consentBasis: basis } = this.mapping;
    if (basis !== undefined)
      for (const { kind, version } of this.terms.requiredConsents)
        if (!byKind.has(kind)) byKind.set(kind, { kind, version, given: true, at: null, basis });
    return [...byKind.values()];
  }

  private missingConsentOf(consents: GuestRow['consents']): string | null {
    const given = new Set(consents.flatMap((one) => (one.given ? one.kind : [])));
    return this.terms.requiredConsents.find(({ kind }) => !given.has(kind))?.kind ?? null;
  }

  private consentOf(kind: string, answer: string, at: string, version: string): GuestRow['consents'][number] {
    const text = answer.toLowerCase();
    if (!YES.has(text) && !NO.has(text)) throw new RowFault('consent_invalid', cut(answer));
    const day = this.day(at);
    if (day !== null && day > this.terms.today) throw new RowFault('date_invalid', cut(at));
    return {
      kind,
      given: YES.has(text),
      version: version || 'import',
      at: day === null ? null : this.terms.startOfDay(day),
      basis: null,
    };
  }

  private opening(cell: (field: GuestField, limit?: number) => string): OpeningBalances | null {
    const tier = this.tier(cell('tier'), cell('tierUntil'));
    const lots = [...this.lots(cell('lots', LIST_LIMIT)), ...this.lotOf(cell('points'), cell('pointsEnd'))];
    const stamps = this.stamps(cell('stamps', LIST_LIMIT));
    const spend = this.spend(cell('spend'));
    const visits = wholeOf(cell('visits'), MOST_POINTS, 'visits_invalid');
    const isEmpty = tier === null && lots.length === 0 && stamps.length === 0 && spend === 0 && visits === 0;
    return isEmpty ? null : { lots, stamps, tier, spend: minorUnits(spend), visits };
  }

  private tier(name: string, until: string): OpeningBalances['tier'] {
    if (name === '') return null;
    const tier = this.mapping.tiers[name] ?? name;
    const rank = this.terms.program.rankOf.get(tier);
    if (rank === undefined) throw new RowFault('tier_unknown', name.slice(0, TIER_LIMIT));
    const untilDay = this.day(until);
    if (untilDay !== null) return untilDay < this.terms.today ? null : { tier, untilDay };
    // Every guest holds at least the lowest tier, so it needs no end.
    if (rank === 0) return null;
    const { tierEnd } = this.mapping;
    if (tierEnd === undefined) throw new RowFault('tier_end_missing', name.slice(0, TIER_LIMIT));
    if (tierEnd === 'FOREVER') return { tier, untilDay: null };
    if (tierEnd === 'PROGRAM') return { tier, untilDay: null, byRule: true };
    const last = Math.floor(Date.parse(tierEnd) / DAY_MS);
    return last < this.terms.today ? null : { tier, untilDay: last };
  }

  /** Reads `100 2027-01-31; 50`: points, each with the last day on which they may be spent. */
  private lots(text: string): OpeningBalances['lots'] {
    return partsOf(text).flatMap((part) => {
      const [sum = '', end = ''] = part.split(/\s+/);
      return this.lotOf(sum, end);
    });
  }

  private lotOf(sum: string, end: string): OpeningBalances['lots'] {
    const whole = wholePoints(sum, this.mapping.roundPointsDown);
    if (whole === 0) return [];
    const last = this.day(end);
    if (last === null || last >= this.terms.today)
      return [{ points: points(whole), expiresAt: last === null ? null : this.terms.startOfDay(last + 1) }];
    const { endedPoints } = this.mapping;
    if (endedPoints === undefined) throw new RowFault('points_ended', end);
    return endedPoints === 'LEAVE_OUT' ? [] : [{ points: points(whole), expiresAt: null }];
  }

  /** Reads stamps such as `Coffee 3; Tea 1`. A stamp card is named in any language, or by its id. */
  private stamps(text: string): OpeningBalances['stamps'] {
    return partsOf(text).flatMap((part) => {
      const [, card = '', count = ''] = /^(.*\S)\s+(\d+)$/.exec(part) ?? [];
      const stamps = wholeOf(count, 1_000, 'points_invalid');
      const wanted = card.toLowerCase();
      const known = this.terms.program.stampCards.find(({ document: { id, name } }) =>
        [id, ...Object.values(name)].some((one) => one.toLowerCase() === wanted),
      );
      if (known === undefined || stamps >= known.document.size) throw new RowFault('stamps_unknown', cut(part));
      return stamps === 0 ? [] : [{ card: known.document.id, stamps }];
    });
  }

  private spend(text: string): number {
    if (text === '') return 0;
    const { unit, decimalMark } = this.mapping.money;
    const value = parseMoney(
      plainSum(text, decimalMark),
      unit === 'MINOR' ? 0 : this.terms.currencyDigits,
      decimalMark,
    );
    if (value === null || value < 0 || value > MOST_SPEND) throw new RowFault('amount_invalid', cut(text));
    return value;
  }

  private day(text: string): LocalDay | null {
    return text === '' ? null : parseDay(text, this.mapping.dateFormat);
  }
}

function partsOf(text: string): string[] {
  return text
    .split(/[;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** The text of a birthday; empty for one without a year, which is skipped. */
function birthdayOf(text: string): string {
  return /^(--)?\d{1,2}[-./]\d{1,2}$/.test(text) ? '' : text;
}

/** A sum without spaces, currency signs and thousands separators: `$1,234.50` becomes `1234.50`. */
function plainSum(text: string, decimalMark: GuestMapping['money']['decimalMark']): string {
  const plain = text.replace(/[\s\u00a0\u202f\p{Sc}]/gu, '');
  return decimalMark === '.'
    ? plain.replace(/(?<=\d),(?=\d{3}(?!\d))/g, '')
    : plain.replace(/(?<=\d)\.(?=\d{3}(?!\d))/g, '');
}

function nameOf(name: string, lastName: string): string | null {
  return [name, lastName].filter((part) => part !== '').join(' ') || null;
}

function cut(text: string): string {
  return text.slice(0, 40);
}
