import { isUtf8 } from 'node:buffer';
import { DELIMITERS, type GuestField, type GuestMapping } from '../mapping/guest-mapping';

/** Column names in exports of loyalty systems, in lower case without punctuation. */
const NAMES: Readonly<Record<GuestField, readonly string[]>> = {
  phone: ['phone', 'phonenumber', 'mobile', 'mobilephone', 'телефон', 'номертелефона', 'мобильный', 'мобильныйтелефон'],
  name: ['name', 'fullname', 'firstname', 'guest', 'customer', 'client', 'имя', 'фио', 'гость', 'клиент'],
  lastName: ['lastname', 'surname', 'familyname', 'фамилия'],
  email: ['email', 'emailaddress', 'mail', 'почта', 'электроннаяпочта'],
  birthDate: ['birthdate', 'birthday', 'dateofbirth', 'dob', 'датарождения', 'деньрождения'],
  language: ['language', 'locale', 'lang', 'язык'],
  externalId: [
    'externalid',
    'id',
    'guestid',
    'customerid',
    'clientid',
    'referenceid',
    'loyaltycustomerid',
    'код',
    'идентификатор',
  ],
  note: ['note', 'memo', 'comment', 'comments', 'примечание', 'комментарий', 'заметка'],
  cards: ['cards', 'card', 'cardnumber', 'loyaltycardnumber', 'карта', 'карты', 'номеркарты', 'номеракарт'],
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
  ],
  pointsEnd: ['pointsend', 'pointsexpire', 'expiry', 'баллыдо', 'сроксгорания', 'датасгорания'],
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
  const columns: Partial<Record<GuestField, string>> = {};
  for (const [field, names] of Object.entries(NAMES) as [GuestField, readonly string[]][]) {
    const found = names
      .map((name) => header.find((column) => keyOf(column) === name))
      .find((column) => column !== undefined);
    if (found !== undefined) columns[field] = found.trim();
  }
  return columns;
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

/** A column name in lower case without spaces and punctuation, for comparing names. */
export function keyOf(column: string): string {
  return column.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
