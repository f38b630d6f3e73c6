import { isUtf8 } from 'node:buffer';
import type { GuestField, GuestMapping } from '../mapping/guest-mapping';
import { DELIMITERS } from '../mapping/mapping-parts';
import { keyOf } from '../mapping/unread-columns.rules';

/** A mobile phone goes before another one, because codes and messages reach it. */
const PHONES = [
  'mobile',
  'mobilephone',
  'mobilenumber',
  'customermobile',
  'мобильный',
  'мобильныйтелефон',
  'мобильныйномер',
  'phone',
  'phonenumber',
  'telephone',
  'tel',
  'customerphone',
  'userphone',
  'телефон',
  'номертелефона',
  'тел',
];

/** Column names in exports of loyalty systems, in lower case without punctuation and with `ё` as `е`. */
const NAMES: Readonly<Record<GuestField, readonly string[]>> = {
  phone: PHONES,
  otherPhone: PHONES,
  name: ['name', 'fullname', 'firstname', 'guest', 'customer', 'client', 'имя', 'фио', 'гость', 'клиент'],
  lastName: ['lastname', 'surname', 'familyname', 'фамилия'],
  email: ['email', 'emailaddress', 'mail', 'почта', 'электроннаяпочта'],
  birthDate: ['birthdate', 'datebirth', 'birthday', 'dateofbirth', 'dob', 'датарождения', 'деньрождения'],
  language: ['language', 'locale', 'lang', 'язык'],
  externalId: [
    'externalid',
    'id',
    'guestid',
    'customerid',
    'clientid',
    'referenceid',
    'loyaltycustomerid',
    // SailPlay
    'originuserid',
    'код',
    'идентификатор',
  ],
  note: ['note', 'memo', 'comment', 'comments', 'примечание', 'комментарий', 'заметка'],
  cards: [
    'cards',
    'card',
    'cardnumber',
    'cardno',
    'loyaltycard',
    'loyaltycardnumber',
    'discountcard',
    'barcode',
    'карта',
    'карты',
    'номеркарты',
    'номеракарт',
    'дисконтнаякарта',
    'бонуснаякарта',
    'картагостя',
    'картаклиента',
    'картаучастника',
    'картапокупателя',
    'картылояльности',
    'карталояльности',
    'штрихкод',
  ],
  children: ['children', 'kids', 'дети'],
  tier: ['tier', 'level', 'status', 'levelname', 'уровень', 'статус', 'категория'],
  tierUntil: ['tieruntil', 'levelexpiry', 'уровеньдо', 'срокуровня'],
  points: [
    'points',
    'balance',
    'bonus',
    'bonuses',
    'activepoints',
    'баллы',
    'бонусы',
    'баланс',
    'остаток',
    'балланабонусномсчете',
    // K3
    'loyaltypointscurrentlyavailable',
    // Vend
    'loyaltybalance',
    // SailPlay
    'pointsconfirmed',
    'confirmedpoints',
    'availablepoints',
    'подтвержденныебаллы',
    'доступныебаллы',
    'pointsbalance',
    'loyaltypoints',
    'currentpoints',
    'bonusbalance',
    'bonuspoints',
    'бонусныйбаланс',
    'бонусныебаллы',
    'бонусовнасчете',
    'бонусныйсчет',
    'балансбонусов',
    'балансбаллов',
    'остатокбонусов',
    'остатокбаллов',
    'количествобаллов',
  ],
  pointsEnd: [
    'pointsend',
    'pointsexpire',
    'pointsexpiry',
    'pointsexpirydate',
    'expiry',
    'баллыдо',
    'сроксгорания',
    'датасгорания',
    'сгорают',
    'сгорание',
    'баллысгорают',
    'бонусысгорают',
  ],
  lots: ['lots', 'партии'],
  stamps: ['stamps', 'штампы'],
  spend: ['spend', 'spent', 'totalspend', 'turnover', 'lifetimespend', 'суммапокупок', 'потрачено', 'оборот'],
  visits: [
    'visits',
    'orders',
    'visitcount',
    'transactioncount',
    'визиты',
    'количествовизитов',
    'количествопокупок',
    'заказы',
  ],
  consent: [
    'consent',
    'marketing',
    'subscribed',
    'optin',
    'agreement1',
    'emailsubscriptionstatus',
    'согласие',
    'рассылка',
    'согласиенарассылку',
  ],
  consentAt: ['consentat', 'consentdate', 'датасогласия'],
  consentVersion: ['consentversion', 'consenttext', 'текстсогласия'],
  consents: ['consents', 'согласия'],
};

/** Guesses the encoding and the delimiter from the start of a file. */
export function guessForm(head: Buffer): GuestMapping['csv'] {
  const encoding = encodingOf(head);
  const [line = ''] = new TextDecoder(encoding).decode(head).split(/\r\n|\n|\r/);
  const count = (mark: string) => line.split(mark).length;
  const [delimiter] = [...DELIMITERS].sort((a, b) => count(b) - count(a));
  return { delimiter: delimiter ?? ',', encoding };
}

/** The start of a file may end within a character, which is no fault. */
function encodingOf(head: Buffer): GuestMapping['csv']['encoding'] {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  for (let cut = 0; cut < 4; cut += 1) if (isUtf8(head.subarray(0, Math.max(0, head.length - cut)))) return 'utf-8';
  return isCyrillic(head) ? 'windows-1251' : 'windows-1252';
}

/** Whether a single-byte text is Cyrillic: then most letters above ASCII have such a neighbour, which is rare in western languages. */
function isCyrillic(head: Buffer): boolean {
  const isLetter = (byte: number | undefined) => byte !== undefined && byte >= 0xc0;
  const letters = head.filter(isLetter).length;
  const pairs = head.filter((byte, place) => isLetter(byte) && isLetter(head[place + 1])).length;
  return pairs * 2 > letters;
}

/** Finds the columns of a header by name; each field gets the first column that fits. */
export function guessColumns(header: readonly string[]): GuestMapping['columns'] {
  return columnsByNames(header, NAMES);
}

/** The column of each field by possible names, the first name in the header first. The second phone of a header is the other phone. */
export function columnsByNames(
  header: readonly string[],
  namesOf: Partial<Readonly<Record<GuestField, readonly string[]>>>,
): GuestMapping['columns'] {
  const columns: Partial<Record<GuestField, string>> = {};
  for (const [field, names] of Object.entries(namesOf) as [GuestField, readonly string[]][]) {
    const found = names.flatMap((name) => header.filter((column) => keyOf(column) === name)).map((name) => name.trim());
    const column = field === 'otherPhone' ? found.find((name) => name !== columns.phone) : found[0];
    if (column !== undefined) columns[field] = column;
  }
  return columns;
}

const STATUS = new Set(['status', 'статус']);
/** Values that say whether a guest is active; none is the name of a tier. */
const FLAG =
  /^(?:\d+|yes|no|true|false|on|off|y|n|(?:in)?active|enabled|disabled|blocked|да|нет|(?:не)?актив\p{L}*|заблокирован\p{L}*)$/iu;

/** Whether the column of tiers says only which guests are active: a status of 1 is no tier. */
export function isFlag(column: string, values: readonly string[]): boolean {
  const said = values.map((value) => value.trim()).filter((value) => value !== '');
  return STATUS.has(keyOf(column)) && said.length > 0 && said.every((value) => FLAG.test(value));
}

/** How the samples write dates; null: a date such as 03/04/2026 does not show which number is the month. */
export function guessDates(samples: readonly string[]): GuestMapping['dateFormat'] | null {
  const dates = samples
    .map((text) => /^(\d{1,4})([./-])(\d{1,2})\2(\d{2,4})/.exec(text.trim()))
    .filter((match) => match !== null);
  if (dates.length === 0 || dates.every(([, first = '']) => first.length === 4)) return 'ISO';
  if (dates.every(([, , mark]) => mark === '.')) return 'DOTTED';
  if (dates.some(([, first]) => Number(first) > 12)) return 'DAY_FIRST';
  return dates.some(([, , , second]) => Number(second) > 12) ? 'MONTH_FIRST' : null;
}
