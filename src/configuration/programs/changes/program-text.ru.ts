import type { ItemType, RestrictedGoods } from '../../../decision';
import { conditionText, type ConditionWords } from './condition-text';
import type { ProgramCatalog } from './program-text';

const CONDITIONS: ConditionWords = {
  always: 'всегда',
  fields: {
    category: 'категория',
    sku: 'позиция',
    quantity: 'количество',
    total: 'цена позиции',
    amount: 'сумма',
    payable: 'сумма к оплате',
    items: 'число позиций',
    restaurant: 'ресторан',
    pointOfSale: 'касса',
    channel: 'канал',
    paymentMethod: 'способ оплаты',
    localTime: 'время',
    weekday: 'день недели',
    dayOfMonth: 'число месяца',
    date: 'дата',
    tier: 'уровень',
    segment: 'сегмент',
    birthdayToday: 'день рождения сегодня',
    birthdayMonth: 'месяц дня рождения',
    firstSale: 'первая покупка',
  },
  operators: {
    '=': '— {value}',
    '!=': '— не {value}',
    in: '— одно из: {value}',
    notIn: '— ни одно из: {value}',
    '<': 'меньше {value}',
    '<=': 'не больше {value}',
    '>': 'больше {value}',
    '>=': 'не меньше {value}',
    between: 'от {from} до {to}',
    notBetween: 'не от {from} до {to}',
    null: '— нет',
    notNull: '— есть',
  },
  yes: 'да',
  no: 'нет',
  weekdays: ['понедельник', 'вторник', 'среда', 'четверг', 'пятница', 'суббота', 'воскресенье'],
  and: 'и',
  or: 'или',
};

/** The difference between the cards of a programme. */
const SHOWN_OF_ID = 8;

const MODELS = {
  DISCOUNT: 'скидка по уровню',
  BONUS: 'баллы',
  HYBRID: 'скидка по уровню и баллы',
  STAMPS: 'карты штампов',
};
const ROUNDINGS = {
  FLOOR: 'вниз',
  HALF_UP: 'к ближайшему, половина вверх',
  HALF_EVEN: 'к ближайшему, половина к чётному',
};
const BENEFITS = {
  PRIORITY: 'приоритет',
  PRIORITY_SUPPORT: 'приоритетная поддержка',
  EARLY_ACCESS: 'ранний доступ',
  EXCLUSIVE_PRODUCTS: 'эксклюзивные товары',
  PERSONAL_SHOPPER: 'персональный помощник',
  CONCIERGE: 'консьерж',
};
const ITEM_TYPES: Readonly<Record<ItemType, string>> = {
  ALCOHOL: 'алкоголь',
  TOBACCO: 'табак',
  DELIVERY: 'доставка',
  TIP: 'чаевые',
  SERVICE: 'сервисный сбор',
  GIFT_CARD: 'подарочные карты',
  PROMO: 'товары по акции',
};
const typesOf = (types: readonly ItemType[]): string => types.map((type) => ITEM_TYPES[type]).join(', ');
const goodsOf = ({ categories, skus, types }: RestrictedGoods): string => {
  const named = [
    ...types.map((type) => ITEM_TYPES[type]),
    ...categories.map((category) => `категория ${category}`),
    ...skus.map((sku) => `позиция ${sku}`),
  ];
  return named.length === 0 ? 'любая позиция' : named.join(', ');
};
const UNITS = {
  YEAR: 'календарный год',
  HALF: 'полугодие',
  QUARTER: 'квартал',
  MONTH: 'календарный месяц',
};
const PERIODS = { perSale: 'за покупку', perDay: 'за день', perWeek: 'за неделю', perGuest: 'на гостя за всё время' };
const ACTIVITIES: Readonly<Record<string, string>> = {
  registration: 'Регистрация',
  firstSale: 'Первая покупка',
  birthday: 'День рождения',
};
const POLICIES = {
  DEBT: 'потраченное становится долгом',
  NEGATIVE: 'баланс уходит ниже нуля',
  FORGIVE: 'потраченное прощается',
};
const MONTHS = [
  'января',
  'февраля',
  'марта',
  'апреля',
  'мая',
  'июня',
  'июля',
  'августа',
  'сентября',
  'октября',
  'ноября',
  'декабря',
];

const cardOf = (card: string): string => `Карта штампов ${card.slice(0, SHOWN_OF_ID)}`;
const activityOf = (activity: string): string => ACTIVITIES[activity] ?? `Активность «${activity}»`;

export const programRussian: ProgramCatalog = {
  statements: {
    name: { subject: () => 'Название', value: (a) => `«${a.name}»` },
    model: { subject: () => 'Модель', value: (a) => MODELS[a.model] },
    rounding: { subject: () => 'Округление', value: (a) => ROUNDINGS[a.rounding] },
    pointValue: { subject: () => 'Цена балла', value: (a, w) => w.worth(a.pointValue) },
    tier: {
      subject: (a) => `Уровень ${a.tier}`,
      value: (a) => (a.above === null ? 'нижний' : `выше ${a.above}`),
    },
    'tier.needs.spend': { subject: (a) => `${a.tier}, нужна сумма покупок`, value: (a, w) => w.money(a.spend) },
    'tier.needs.visits': { subject: (a) => `${a.tier}, нужно визитов`, value: (a, w) => w.number(a.visits) },
    'tier.needs.points': { subject: (a) => `${a.tier}, нужно заработать баллов`, value: (a, w) => w.number(a.points) },
    'tier.needs.counter': {
      subject: (a) => `${a.tier}, нужно по счётчику ${a.counter}`,
      value: (a, w) => w.number(a.count),
    },
    'tier.match': {
      subject: (a) => `${a.tier}, условия`,
      value: (a) => (a.match === 'ALL' ? 'нужны все' : 'достаточно одного'),
    },
    'tier.discount': { subject: (a) => `${a.tier}, скидка`, value: (a, w) => w.percent(a.ratePpm) },
    'tier.multiplier': { subject: (a) => `${a.tier}, баллы`, value: (a, w) => `× ${w.times(a.multiplierPpm)}` },
    'tier.birthdayDiscount': {
      subject: (a) => `${a.tier}, скидка в день рождения`,
      value: (a, w) => w.percent(a.ratePpm),
    },
    'tier.freeDelivery': { subject: (a) => `${a.tier}, бесплатная доставка от`, value: (a, w) => w.money(a.from) },
    'tier.benefit': { subject: (a) => a.tier, value: (a) => BENEFITS[a.benefit] },
    'tier.custom': { subject: (a) => `${a.tier}, ${a.benefit}`, value: (a, w) => `«${w.spoken(a.text)}»` },
    tierCounter: { subject: () => 'Счётчик для уровней', value: (a) => a.counter },
    tierWindow: {
      subject: () => 'В уровень засчитывается',
      value: ({ window }, w) => {
        switch (window.kind) {
          case 'LIFETIME':
            return 'всё с регистрации';
          case 'ROLLING':
            return `${w.count(window.months, 'month')} до сегодняшнего дня`;
          case 'CALENDAR':
            return UNITS[window.unit];
          case 'ANNIVERSARY':
            return 'год со дня регистрации';
        }
      },
    },
    tierGrace: {
      subject: () => 'Неподтверждённый уровень сохраняется',
      value: ({ grace }, w) => {
        switch (grace.kind) {
          case 'NONE':
            return 'нисколько';
          case 'DAYS':
            return w.count(grace.count, 'day');
          case 'END_OF_NEXT_MONTH':
            return 'до конца следующего месяца';
          default:
            return 'до конца следующего периода';
        }
      },
    },
    tierDown: {
      subject: () => 'Уровень, срок которого вышел, снижается',
      value: (a) => (a.down === 'ONE' ? 'на одну ступень' : 'до заслуженного'),
    },
    'earning.base': {
      subject: () => 'За покупку начисляется',
      value: (a, w) => `${w.count(a.points, 'point')} за каждые полные ${w.money(a.step)}`,
    },
    'earning.exclusions.categories': { subject: () => 'Категории без начисления', value: (a, w) => w.list(a.names) },
    'earning.exclusions.segments': {
      subject: () => 'Сегменты, гостям которых за покупки баллы не начисляются',
      value: (a, w) => w.list(a.names),
    },
    'earning.exclusions.skus': { subject: () => 'Позиции без начисления', value: (a, w) => w.list(a.names) },
    'earning.exclusions.types': { subject: () => 'Виды позиций без начисления', value: (a) => typesOf(a.names) },
    'earning.cap': {
      subject: (a) => `Наибольшее число баллов покупок ${PERIODS[a.period]}`,
      value: (a, w) => w.number(a.points),
    },
    'rule.gain': {
      subject: (a) => `Правило «${a.rule}» даёт`,
      value: ({ gain }, w) => {
        switch (gain.kind) {
          case 'MULTIPLIER':
            return `баллы × ${w.times(gain.multiplierPpm)}`;
          case 'POINTS':
            return w.count(gain.points, 'point');
          case 'PER_STEP':
            return `${w.count(gain.points, 'point')} за каждые полные ${w.money(gain.step)}`;
          case 'PER_QUANTITY':
            return `${w.count(gain.points, 'point')} за каждое полное количество ${w.quantity(gain.quantityMilli)}`;
        }
      },
    },
    'rule.when': {
      subject: (a) => `Правило «${a.rule}» действует, когда`,
      value: (a, w) => conditionText(a.when, CONDITIONS, w),
    },
    'rule.cap': {
      subject: (a) => `Правило «${a.rule}» даёт не больше ${PERIODS[a.period]}`,
      value: (a, w) => w.count(a.points, 'point'),
    },
    activity: { subject: (a) => activityOf(a.activity), value: (a, w) => w.count(a.points, 'point') },
    'activity.counts': {
      subject: (a) => `${activityOf(a.activity)} поднимает счётчик ${a.counter} на`,
      value: (a, w) => w.number(a.count),
    },
    'activity.limit': {
      subject: (a) => `${activityOf(a.activity)}, не чаще ${PERIODS[a.period]}`,
      value: (a, w) => w.count(a.times, 'time'),
    },
    stampCard: {
      subject: (a) => `${cardOf(a.card)}, штампы`,
      value: ({ collects }, w) => {
        switch (collects.by) {
          case 'VISIT':
            return `один за покупку, оплаченную от ${w.money(collects.leastAmount)}`;
          case 'ITEM':
            return `один за каждую из позиций: ${w.list(collects.skus)}`;
          case 'CATEGORY':
            return `один за каждую позицию категорий: ${w.list(collects.categories)}`;
        }
      },
    },
    'stampCard.name': { subject: (a) => `${cardOf(a.card)}, название`, value: (a, w) => `«${w.spoken(a.name)}»` },
    'stampCard.size': { subject: (a) => `${cardOf(a.card)}, штампов на карте`, value: (a, w) => w.number(a.size) },
    'stampCard.reward': {
      subject: (a) => `${cardOf(a.card)}, за заполненную`,
      value: ({ reward }, w) => ('points' in reward ? w.count(reward.points, 'point') : `награда ${reward.rewardCode}`),
    },
    'stampCard.validity': {
      subject: (a) => `${cardOf(a.card)}, действует с первого штампа`,
      value: (a, w) => w.count(a.months, 'month'),
    },
    families: { subject: () => 'Участников в семье не больше', value: (a, w) => w.number(a.members) },
    'families.perDay': {
      subject: () => 'Из баллов одного участника семья тратит в день не больше',
      value: (a, w) => w.count(a.points, 'point'),
    },
    'families.perMonth': {
      subject: () => 'Из баллов одного участника семья тратит в месяц не больше',
      value: (a, w) => w.count(a.points, 'point'),
    },
    'families.pointsCoolFor': {
      subject: () => 'Семья может тратить баллы участника через',
      value: (a, w) => w.count(a.days, 'day'),
    },
    'families.membersCoolFor': {
      subject: () => 'Новый участник делит баллы семьи через',
      value: (a, w) => w.count(a.days, 'day'),
    },
    'restrictions.discount.categories': { subject: () => 'Категории без скидки', value: (a, w) => w.list(a.names) },
    'restrictions.discount.skus': { subject: () => 'Позиции без скидки', value: (a, w) => w.list(a.names) },
    'restrictions.discount.types': { subject: () => 'Виды позиций без скидки', value: (a) => typesOf(a.names) },
    'restrictions.redemption.categories': {
      subject: () => 'Категории, которые нельзя оплатить баллами',
      value: (a, w) => w.list(a.names),
    },
    'restrictions.redemption.skus': {
      subject: () => 'Позиции, которые нельзя оплатить баллами',
      value: (a, w) => w.list(a.names),
    },
    'restrictions.redemption.types': {
      subject: () => 'Виды позиций, которые нельзя оплатить баллами',
      value: (a) => typesOf(a.names),
    },
    'restrictions.leastPrice': {
      subject: (a) => `Минимальная цена (${goodsOf(a.goods)})`,
      value: (a, w) => w.money(a.price),
    },
    'restrictions.base': {
      subject: () => 'Скидки и баллы считаются',
      value: (a) => (a.base === 'WITHOUT_TAX' ? 'от цен без налога' : 'от цен с налогом'),
    },
    'redemption.minPoints': { subject: () => 'Списать можно от', value: (a, w) => w.count(a.points, 'point') },
    'redemption.maxShare': {
      subject: () => 'Баллами оплачивается не больше этой доли заказа',
      value: (a, w) => w.percent(a.ratePpm),
    },
    'redemption.leaveAtLeast': { subject: () => 'Деньгами оплачивается не меньше', value: (a, w) => w.money(a.amount) },
    expiry: {
      subject: () => 'Баллы сгорают',
      value: ({ expiry }, w) => {
        switch (expiry.kind) {
          case 'NEVER':
            return 'никогда';
          case 'DAYS':
            return `через ${w.count(expiry.count, 'day')} после начисления`;
          case 'MONTHS':
            return `через ${w.count(expiry.count, 'month')} после начисления`;
          case 'INACTIVITY':
            return `через ${w.count(expiry.count, expiry.unit === 'DAYS' ? 'day' : 'month')} после последнего действия гостя`;
          case 'YEARLY': {
            const date = `${String(expiry.day)} ${MONTHS[expiry.month - 1] ?? ''}`;
            return expiry.afterMonths === 0
              ? `каждый год в конце дня ${date}`
              : `каждый год в конце дня ${date}, когда с начисления прошло ${w.count(expiry.afterMonths, 'month')}`;
          }
        }
      },
    },
    warning: { subject: () => 'Предупреждение до сгорания, за', value: (a, w) => w.count(a.days, 'day') },
    pending: {
      subject: () => 'Когда можно тратить баллы',
      value: ({ pending }, w) => {
        if (pending.kind !== 'PAYMENT')
          return pending.kind === 'NONE' ? 'сразу' : `через ${w.count(pending.days, 'day')}`;
        const { voidAfterDays } = pending;
        return voidAfterDays === null
          ? 'после подтверждения оплаты'
          : `после подтверждения оплаты, которое ждут ${w.count(voidAfterDays, 'day')}`;
      },
    },
    refundPolicy: {
      subject: () => 'Возврат покупки, баллы которой потрачены',
      value: (a) => POLICIES[a.policy],
    },
  },
  sentence: (subject, value) => `${subject}: ${value}`,
  added: (subject, value) => `Новое. ${subject}: ${value}`,
  removed: (subject, value) => `Больше нет. ${subject}: ${value}`,
  changed: (subject, after, before) => `${subject}: ${after} вместо ${before}`,
};
