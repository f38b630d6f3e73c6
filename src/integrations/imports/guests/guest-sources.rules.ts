import type { GuestField, GuestMapping } from '../mapping/guest-mapping';
import { keyOf } from '../mapping/unread-columns.rules';
import { columnsByNames } from './guess-mapping.rules';

/** Systems for whose exports the import has a built-in mapping. */
export const GUEST_SOURCES = [
  'IIKO_CARD',
  'RKEEPER_CRM',
  'PLAZIUS',
  'ONE_C',
  'OPEN_LOYALTY',
  'SQUARE',
  'LOYLAP',
  'EXELY',
  'VEND',
] as const;
export type GuestSource = (typeof GUEST_SOURCES)[number];

interface SourceColumns {
  /** Lists of column names: a header with all names of one list is an export of the system. */
  readonly marks: readonly (readonly string[])[];
  /** Possible names of each field's column; the first one in the header counts. */
  readonly columns: Partial<Readonly<Record<GuestField, readonly string[]>>>;
}

/**
 * Column names of each system, in the form of `keyOf`. We have seen no real files: names for iikoCard, Open Loyalty, Square, LoyLap, Exely and Vend
 * come from published pages, for R-Keeper from its API and a table, for Plazius and 1C from memory (docs/import.md).
 */
const SOURCES: Readonly<Record<GuestSource, SourceColumns>> = {
  IIKO_CARD: {
    marks: [
      ['guestregistrationdate', 'categories'],
      ['cardno', 'averagebill'],
      ['cardnumber', 'averagebill'],
      ['датарегистрациигостя', 'категории'],
      ['номеркарты', 'среднийчек'],
    ],
    columns: {
      phone: ['telephone', 'phone', 'телефон'],
      name: ['name', 'имя'],
      birthDate: ['birthday', 'dateofbirth', 'деньрождения', 'датарождения'],
      email: ['email', 'почта'],
      cards: ['cardno', 'cardnumber', 'номеркарты'],
      note: ['comment', 'комментарий'],
      visits: ['ordersnumber', 'numberoforders', 'количествозаказов'],
      spend: ['total', 'amountofallorders', 'суммавсехзаказов', 'суммазаказов'],
      points: ['balance', 'баланс'],
    },
  },
  RKEEPER_CRM: {
    marks: [
      ['cardcode', 'fullname'],
      ['cardcode', 'holder'],
      ['cardcode', 'accountnumber'],
    ],
    columns: {
      phone: ['phone', 'mobilephone', 'tel1', 'телефон'],
      name: ['fullname', 'holder', 'фио'],
      birthDate: ['birth', 'birthday', 'датарождения'],
      email: ['email'],
      externalId: ['holderid', 'accountnumber', 'accountident'],
      cards: ['cardcode'],
      points: ['balance', 'bonusbalance'],
      note: ['remarks'],
    },
  },
  PLAZIUS: {
    marks: [
      ['login', 'firstname', 'bonusbalance'],
      ['phonenumber', 'firstname', 'bonusbalance'],
      ['логин', 'бонусныйбаланс'],
      ['телефон', 'бонусныйбаланс'],
    ],
    columns: {
      phone: ['phonenumber', 'phone', 'login', 'телефон', 'логин'],
      name: ['firstname', 'name', 'имя'],
      lastName: ['lastname', 'фамилия'],
      birthDate: ['birthday', 'birthdate', 'датарождения'],
      email: ['email'],
      externalId: ['userid', 'guestid'],
      cards: ['cardnumber', 'номеркарты'],
      points: ['bonusbalance', 'balance', 'бонусныйбаланс'],
      visits: ['orderscount', 'количествозаказов'],
      spend: ['orderssum', 'суммазаказов'],
      tier: ['level', 'уровень'],
    },
  },
  ONE_C: {
    marks: [
      ['штрихкод', 'владелецкарты'],
      ['магнитныйкод', 'владелецкарты'],
      ['штрихкод', 'магнитныйкод'],
      ['карталояльности', 'партнер'],
    ],
    columns: {
      phone: ['телефон', 'телефонвладельца', 'номертелефона'],
      name: ['владелецкарты', 'партнер', 'контрагент', 'фио', 'наименование'],
      birthDate: ['датарождения'],
      email: ['email', 'электроннаяпочта', 'адресэлектроннойпочты'],
      externalId: ['код'],
      cards: ['штрихкод', 'магнитныйкод', 'номеркарты'],
      points: ['остатокбонусныхбаллов', 'остатокбаллов', 'суммабонусов', 'бонусы', 'баллы'],
      pointsEnd: ['датасписания', 'срокдействиябаллов'],
      spend: ['суммапродаж', 'накопленнаясумма', 'суммапокупок'],
      tier: ['видкарты', 'видкартылояльности'],
      note: ['комментарий'],
    },
  },
  OPEN_LOYALTY: {
    marks: [
      ['memberid', 'loyaltycardnumber'],
      ['memberid', 'levelid'],
    ],
    columns: {
      phone: ['phone'],
      externalId: ['memberid'],
      cards: ['loyaltycardnumber'],
      name: ['firstname'],
      lastName: ['lastname'],
      email: ['email'],
      birthDate: ['birthdate'],
      tier: ['levelid'],
      visits: ['transactionscount'],
      spend: ['transactionsamount'],
      points: ['activepoints'],
      consent: ['agreement2'],
    },
  },
  SQUARE: {
    marks: [
      ['squarecustomerid'],
      ['referenceid', 'firstname', 'emailaddress', 'emailsubscriptionstatus'],
      ['referenceid', 'firstname', 'lifetimespend'],
    ],
    columns: {
      phone: ['phonenumber'],
      externalId: ['squarecustomerid', 'referenceid'],
      name: ['firstname'],
      lastName: ['lastname', 'surname'],
      email: ['emailaddress'],
      birthDate: ['birthday'],
      note: ['memo'],
      visits: ['transactioncount'],
      spend: ['lifetimespend'],
      consent: ['emailsubscriptionstatus'],
    },
  },
  // `Status` says whether the account is active, `Expiry_Date` is of a payment card and `Cash_Balance` is money, so none of them is read.
  LOYLAP: {
    marks: [
      ['cashbalance', 'stampbalance'],
      ['accountnumber', 'rolename'],
    ],
    columns: {
      phone: ['phonenumber'],
      externalId: ['id'],
      cards: ['accountnumber', 'username'],
      name: ['firstname', 'name'],
      lastName: ['lastname'],
      email: ['email'],
      birthDate: ['datebirth'],
    },
  },
  EXELY: {
    marks: [
      ['cardnumber', 'guestsname', 'loyaltylevel'],
      ['cardnumber', 'accumulatednights', 'accumulatedsum'],
    ],
    columns: {
      phone: ['phone'],
      cards: ['cardnumber'],
      name: ['guestsname', 'guestname'],
      email: ['email'],
      tier: ['loyaltylevel'],
      spend: ['accumulatedsum'],
    },
  },
  VEND: {
    marks: [['customercode', 'loyaltybalance']],
    columns: {
      phone: ['mobile', 'phone'],
      externalId: ['customercode'],
      name: ['firstname'],
      lastName: ['lastname'],
      email: ['email'],
      birthDate: ['dateofbirth'],
      note: ['note'],
      points: ['loyaltybalance'],
    },
  },
};

/** The system that exports such a header; null: none of `GUEST_SOURCES`. */
export function sourceOf(header: readonly string[]): GuestSource | null {
  const keys = new Set(header.map(keyOf));
  return (
    GUEST_SOURCES.find((source) => SOURCES[source].marks.some((names) => names.every((name) => keys.has(name)))) ?? null
  );
}

/** A system's mapping for a header: the column of each field, without fields that the header lacks. */
export function columnsOf(source: GuestSource, header: readonly string[]): GuestMapping['columns'] {
  const { columns } = SOURCES[source];
  return columnsByNames(header, { ...columns, ...(columns.phone !== undefined && { otherPhone: columns.phone }) });
}
