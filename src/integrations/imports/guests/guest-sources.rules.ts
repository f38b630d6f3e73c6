import type { GuestField, GuestMapping } from '../mapping/guest-mapping';
import { keyOf } from './guess-mapping.rules';

/** Systems whose exports the import has a ready mapping for. */
export const GUEST_SOURCES = ['IIKO_CARD', 'RKEEPER_CRM', 'PLAZIUS', 'ONE_C', 'OPEN_LOYALTY', 'SQUARE'] as const;
export type GuestSource = (typeof GUEST_SOURCES)[number];

interface SourceColumns {
  /** Lists of names of columns: a header that has all names of one list is taken for an export of the system. */
  readonly marks: readonly (readonly string[])[];
  /** Names that the column of each field may have; the first that the header has counts. */
  readonly columns: Partial<Readonly<Record<GuestField, readonly string[]>>>;
}

/**
 * Columns of each system, written as `keyOf` makes them. No file of these systems was seen: the names for iikoCard, Open Loyalty and Square
 * come from published pages, those for R-Keeper from its API and a table, those for Plazius and 1C from memory (docs/import.md).
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
};

/** The system whose export has such a header; null: none of `GUEST_SOURCES`. */
export function sourceOf(header: readonly string[]): GuestSource | null {
  const keys = new Set(header.map(keyOf));
  return (
    GUEST_SOURCES.find((source) => SOURCES[source].marks.some((names) => names.every((name) => keys.has(name)))) ?? null
  );
}

/**
 * The mapping of this system for a header: its name of a column for each field, without the fields that the header lacks.
 */
export function columnsOf(source: GuestSource, header: readonly string[]): GuestMapping['columns'] {
  const found: Partial<Record<GuestField, string>> = {};
  for (const [field, names] of Object.entries(SOURCES[source].columns) as [GuestField, readonly string[]][]) {
    const column = names.flatMap((name) => header.find((one) => keyOf(one) === name) ?? [])[0];
    if (column !== undefined) found[field] = column.trim();
  }
  return found;
}
