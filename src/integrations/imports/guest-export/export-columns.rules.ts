import type { GuestField } from '../mapping/guest-mapping';

/** The export's column headers in order, by language. The import recognises a field by its header (`guess-mapping.rules.ts`). */
export const EXPORT_HEADERS = {
  en: {
    phone: 'Phone',
    externalId: 'External ID',
    cards: 'Cards',
    name: 'Name',
    email: 'E-mail',
    birthDate: 'Birth date',
    language: 'Language',
    note: 'Note',
    children: 'Children',
    tier: 'Tier',
    tierUntil: 'Tier until',
    lots: 'Lots',
    stamps: 'Stamps',
    spend: 'Spend',
    visits: 'Visits',
    consents: 'Consents',
  },
  ru: {
    phone: 'Телефон',
    externalId: 'Идентификатор',
    cards: 'Карты',
    name: 'Имя',
    email: 'E-mail',
    birthDate: 'Дата рождения',
    language: 'Язык',
    note: 'Примечание',
    children: 'Дети',
    tier: 'Уровень',
    tierUntil: 'Уровень до',
    lots: 'Партии',
    stamps: 'Штампы',
    spend: 'Сумма покупок',
    visits: 'Визиты',
    consents: 'Согласия',
  },
} as const satisfies Record<'en' | 'ru', Partial<Record<GuestField, string>>>;

export type ExportedField = keyof (typeof EXPORT_HEADERS)['en'];
export const EXPORTED_FIELDS = Object.keys(EXPORT_HEADERS.en) as ExportedField[];

/** A guest in an export; days are `YYYY-MM-DD`. */
export interface ExportedGuest {
  readonly phone: string | null;
  readonly externalId: string | null;
  readonly cards: readonly string[];
  readonly name: string | null;
  readonly email: string | null;
  readonly birthDate: string | null;
  readonly language: string | null;
  readonly note: string | null;
  readonly children: readonly { readonly name: string | null; readonly birthDate: string }[];
  readonly tier: string | null;
  readonly tierUntil: string | null;
  /** Points by the last day on which they may be spent; null: they do not expire. */
  readonly lots: readonly { readonly points: number; readonly lastDay: string | null }[];
  readonly stamps: readonly { readonly card: string; readonly stamps: number }[];
  /** Money paid so far, in minor units. */
  readonly spend: number;
  readonly visits: number;
  readonly consents: readonly {
    readonly kind: string;
    readonly given: boolean;
    readonly day: string;
    readonly version: string;
  }[];
}

/** The cells of a guest in the order of the columns. `currencyDigits` is how many decimals the currency has. */
export function cellsOf(guest: ExportedGuest, currencyDigits: number): (string | number | null)[] {
  const cells: Record<ExportedField, string | number | null> = {
    ...guest,
    note: guest.note === null ? null : writtenOf(guest.note),
    cards: guest.cards.join('; '),
    children: listOf(guest.children.map(({ name, birthDate }) => [name, birthDate])),
    lots: listOf(guest.lots.map(({ points, lastDay }) => [String(points), lastDay])),
    stamps: listOf(guest.stamps.map(({ card, stamps }) => [card, String(stamps)])),
    spend: (guest.spend / 10 ** currencyDigits).toFixed(currencyDigits),
    consents: listOf(guest.consents.map(({ kind, given, day, version }) => [kind, given ? 'yes' : 'no', day, version])),
  };
  return EXPORTED_FIELDS.map((field) => cells[field]);
}

/** A cell with several values in the form that the import reads: `;` between values, one space between a value's words. */
function listOf(parts: readonly (readonly (string | null)[])[]): string {
  return parts
    .map((words) =>
      words
        .flatMap((word) => word ?? [])
        .join(' ')
        .replace(/[;\s]+/g, ' ')
        .trim(),
    )
    .join('; ');
}

/** A note without control characters other than line ends, because the import refuses them. */
function writtenOf(note: string): string {
  return note.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n]/gu, ' ');
}
