import type { AutomationDocument } from './automation-document.schema';
import type { ExampleName } from './automation.dto';

const SALE = { event: 'transaction.sale', conditions: [] };
const MORNING = '10:00';
const GIFT = 100;

/** Ready automations that a manager copies. They name no segment, reward or campaign, which a network may not have. */
export const AUTOMATION_EXAMPLES: Readonly<Record<ExampleName, Readonly<Record<'ru' | 'en', AutomationDocument>>>> = {
  WELCOME: example(
    {
      en: ['Welcome', 'Greets a new guest, gives points, and reminds of them after a week without a visit.'],
      ru: ['Знакомство', 'Приветствует нового гостя, дарит баллы и напоминает о них через неделю без визита.'],
    },
    {
      trigger: { kind: 'JOINED' },
      entry: entry('ONCE'),
      steps: [
        { name: 'gift', kind: 'POINTS', points: GIFT, validDays: 30, next: 'greeting' },
        message('greeting', 'visit', {
          en: ['Welcome!', 'We are glad that you are with us. 100 points are on your card, good for 30 days.'],
          ru: ['Добро пожаловать!', 'Рады, что вы с нами. 100 баллов уже на вашей карте, они действуют 30 дней.'],
        }),
        { name: 'visit', kind: 'WAIT_EVENT', until: SALE, amount: 7, unit: 'DAYS', next: null, otherwise: 'reminder' },
        message('reminder', null, {
          en: ['Your points are waiting', '100 points are on your card. Come and use them.'],
          ru: ['Ваши баллы ждут', 'На вашей карте 100 баллов. Приходите и потратьте их.'],
        }),
      ],
    },
  ),
  BIRTHDAY: example(
    {
      en: ['Birthday', 'Gives points three days before the birthday, good until some days after it.'],
      ru: ['День рождения', 'Дарит баллы за три дня до дня рождения, они действуют ещё несколько дней после него.'],
    },
    {
      trigger: { kind: 'BIRTHDAY', daysBefore: 3, at: MORNING },
      entry: entry('AGAIN', 330),
      steps: [
        { name: 'gift', kind: 'POINTS', points: 3 * GIFT, validDays: 10, next: 'wishes' },
        message('wishes', null, {
          en: ['A gift for your birthday', '300 points from us, good for ten days. Celebrate with us!'],
          ru: ['Подарок на день рождения', 'Дарим 300 баллов, они действуют десять дней. Отметьте у нас!'],
        }),
      ],
    },
  ),
  WIN_BACK: example(
    {
      en: [
        'We miss you',
        'After 30 days without a visit it writes, and gives points to those who do not come within a week.',
      ],
      ru: ['Мы скучаем', 'Через 30 дней без визита пишет гостю, а тем, кто не пришёл за неделю, дарит баллы.'],
    },
    {
      trigger: { kind: 'ABSENT', days: 30, existing: false, at: MORNING },
      entry: entry('AGAIN', 90),
      goal: SALE,
      steps: [
        message('letter', 'week', {
          en: ['We miss you', 'It has been a month since your last visit. There is news on the menu.'],
          ru: ['Мы скучаем', 'Прошёл месяц с вашего последнего визита. В меню есть новинки.'],
        }),
        { name: 'week', kind: 'WAIT', amount: 7, unit: 'DAYS', next: 'gift' },
        { name: 'gift', kind: 'POINTS', points: 2 * GIFT, validDays: 14, next: 'offer' },
        message('offer', 'last', {
          en: ['200 points for you', 'They are good for two weeks. Come and see us.'],
          ru: ['200 баллов для вас', 'Они действуют две недели. Ждём вас.'],
        }),
        { name: 'last', kind: 'WAIT', amount: 14, unit: 'DAYS', next: null },
      ],
    },
  ),
  POINTS_END: example(
    {
      en: [
        'Points near their end',
        'Writes a week before points end, and once more two days before, unless the guest has come.',
      ],
      ru: ['Баллы скоро сгорят', 'Пишет за неделю до сгорания баллов и ещё раз за два дня, если гость не пришёл.'],
    },
    {
      trigger: { kind: 'POINTS_END', daysBefore: 7, at: MORNING },
      entry: entry('AGAIN', 14),
      goal: SALE,
      steps: [
        message('first', 'wait', {
          en: ['Your points end soon', 'Some of your points end in a week. Use them with your next order.'],
          ru: ['Баллы скоро сгорят', 'Часть ваших баллов сгорит через неделю. Потратьте их при следующем заказе.'],
        }),
        { name: 'wait', kind: 'WAIT', amount: 5, unit: 'DAYS', next: 'second' },
        message('second', null, {
          en: ['Two days left', 'Your points end in two days. We are waiting for you.'],
          ru: ['Осталось два дня', 'Ваши баллы сгорят через два дня. Ждём вас.'],
        }),
      ],
    },
  ),
};

type Texts = Readonly<Record<'ru' | 'en', readonly [title: string, text: string]>>;

/** The document in both languages, for every guest and without quiet hours; `texts` are its name and its description. */
function example(
  texts: Texts,
  document: Pick<AutomationDocument, 'trigger' | 'entry' | 'steps'> & Partial<Pick<AutomationDocument, 'goal'>>,
): Readonly<Record<'ru' | 'en', AutomationDocument>> {
  const of = ([name, description]: Texts['ru']): AutomationDocument => ({
    ...{ schema: 1, name, description, condition: null, quietHours: null, goal: null },
    ...document,
  });
  return { ru: of(texts.ru), en: of(texts.en) };
}

function entry(mode: 'ONCE' | 'AGAIN', afterDays: number | null = null): AutomationDocument['entry'] {
  return { mode, afterDays, perDay: null, inAll: null };
}

function message(name: string, next: string | null, texts: Texts): AutomationDocument['steps'][number] {
  const of = ([title, text]: Texts['ru']) => ({ title, text });
  return { name, kind: 'MESSAGE', message: { ru: of(texts.ru), en: of(texts.en) }, templateId: null, next };
}
