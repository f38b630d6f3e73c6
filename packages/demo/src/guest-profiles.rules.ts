import { MADE_UP } from 'loyalty-platform/security';
import type { GuestProfile } from 'loyalty-platform/integrations';
import { drawBelow, drawOne, seededRandom, seedOf } from './seeded-random.rules';

/** The share of guests whose birthday is known. */
const BIRTHDAYS = 0.33;

/**
 * An invented guest, always the same for an id: a name in the network's language, a phone number that nobody has, and for some guests a birthday.
 * Nothing comes from real data, so no real person can be called or named.
 */
export function guestProfile(externalId: string, locale: 'ru' | 'en'): GuestProfile {
  const random = seededRandom(seedOf(`${locale}/${externalId}`));
  const name = locale === 'ru' ? russianName(random) : englishName(random);
  const number = phoneNumberOf(externalId, locale);
  const birthDate = random() < BIRTHDAYS ? { birthDate: birthDateOf(random) } : {};
  return { name, ...birthDate, ...(number === null ? {} : { phone: phoneOf(locale, number) }) };
}

/** How many fictitious phone numbers a language has. */
const PHONES: Readonly<Record<'ru' | 'en', number>> = { ru: 10_000, en: 1_000 };

/** Gives each phone number to one guest whose id ends in a number; where numbers are scarce, only every sixth guest gets one. */
function phoneNumberOf(externalId: string, locale: 'ru' | 'en'): number | null {
  const number = Number(/(?<!\d)\d+$/.exec(externalId)?.[0] ?? Number.NaN);
  if (!Number.isSafeInteger(number)) return null;
  if (locale === 'ru') return number % PHONES.ru;
  return number % 6 === 0 ? (number / 6) % PHONES.en : null;
}

function phoneOf(locale: 'ru' | 'en', number: number): string {
  if (number < 0 || number >= PHONES[locale]) throw new RangeError('there is no such fictitious phone');
  return locale === 'ru'
    ? `${MADE_UP.ru}${String(number).padStart(4, '0')}`
    : `${MADE_UP.en}${String(number).padStart(3, '0')}`;
}

function birthDateOf(random: () => number): string {
  const day = Date.UTC(1950, 0, 1) + drawBelow(random, 55 * 365) * 86_400_000;
  return new Date(day).toISOString().slice(0, 10);
}

function russianName(random: () => number): string {
  const isWoman = random() < 0.5;
  const surname = drawOne(random, RU_SURNAMES);
  return isWoman ? `${drawOne(random, RU_WOMEN)} ${surname}а` : `${drawOne(random, RU_MEN)} ${surname}`;
}

function englishName(random: () => number): string {
  return `${drawOne(random, EN_FIRST)} ${drawOne(random, EN_SURNAMES)}`;
}

const RU_WOMEN = [
  'Анна',
  'Мария',
  'Елена',
  'Ольга',
  'Наталья',
  'Екатерина',
  'Татьяна',
  'Ирина',
  'Светлана',
  'Юлия',
  'Дарья',
  'Полина',
  'Алина',
  'Виктория',
  'Ксения',
  'Вера',
  'Софья',
  'Марина',
  'Людмила',
  'Яна',
] as const;
const RU_MEN = [
  'Александр',
  'Дмитрий',
  'Максим',
  'Сергей',
  'Андрей',
  'Алексей',
  'Иван',
  'Михаил',
  'Николай',
  'Артём',
  'Павел',
  'Роман',
  'Егор',
  'Кирилл',
  'Владимир',
  'Илья',
  'Тимур',
  'Глеб',
  'Олег',
  'Юрий',
] as const;
/** Surnames whose feminine form adds an «а». */
const RU_SURNAMES = [
  'Иванов',
  'Смирнов',
  'Кузнецов',
  'Попов',
  'Васильев',
  'Петров',
  'Соколов',
  'Михайлов',
  'Новиков',
  'Фёдоров',
  'Морозов',
  'Волков',
  'Алексеев',
  'Лебедев',
  'Семёнов',
  'Егоров',
  'Павлов',
  'Козлов',
  'Степанов',
  'Николаев',
  'Орлов',
  'Андреев',
  'Макаров',
  'Никитин',
  'Захаров',
  'Зайцев',
  'Соловьёв',
  'Борисов',
  'Яковлев',
  'Григорьев',
  'Романов',
  'Воробьёв',
  'Сергеев',
  'Фролов',
  'Гусев',
  'Киселёв',
  'Ильин',
  'Максимов',
  'Поляков',
  'Сорокин',
  'Виноградов',
  'Ковалёв',
  'Белов',
  'Медведев',
  'Антонов',
  'Тарасов',
  'Жуков',
  'Баранов',
  'Филиппов',
  'Комаров',
] as const;
const EN_FIRST = [
  'Olivia',
  'George',
  'Amelia',
  'Arthur',
  'Isla',
  'Noah',
  'Ava',
  'Harry',
  'Grace',
  'Leo',
  'Freya',
  'Oscar',
  'Emily',
  'Charlie',
  'Sophie',
  'Jack',
  'Ella',
  'Henry',
  'Alice',
  'Thomas',
  'Ruby',
  'William',
  'Chloe',
  'James',
  'Hannah',
  'Edward',
  'Lucy',
  'Daniel',
  'Zara',
  'Samuel',
  'Priya',
  'Mohammed',
  'Aisha',
  'Rohan',
  'Megan',
  'Owen',
  'Niamh',
  'Callum',
  'Fiona',
  'Ewan',
] as const;
const EN_SURNAMES = [
  'Smith',
  'Jones',
  'Taylor',
  'Brown',
  'Williams',
  'Wilson',
  'Johnson',
  'Davies',
  'Patel',
  'Wright',
  'Walker',
  'White',
  'Edwards',
  'Green',
  'Hall',
  'Wood',
  'Harris',
  'Clarke',
  'Khan',
  'Hughes',
  'Lewis',
  'Turner',
  'Hill',
  'Scott',
  'Cooper',
  'Morris',
  'Moore',
  'Ward',
  'Watson',
  'Baker',
  'Harrison',
  'Young',
  'Allen',
  'Mitchell',
  'Anderson',
  'Lee',
  'Campbell',
  'Murphy',
  'Bennett',
  'Fraser',
] as const;
