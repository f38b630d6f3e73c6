import type { TraceFormat } from './trace-format';
import type { TraceCatalog } from './trace-text';

const PERIODS = { perSale: 'за покупку', perDay: 'за день', perWeek: 'за неделю', perGuest: 'на гостя' };
/** The reasons that every network has; those that it added stand as it wrote them. */
const REASONS: Readonly<Record<string, string>> = {
  SERVICE_RECOVERY: 'извинение за ошибку',
  CORRECTION: 'исправление',
  GOODWILL: 'знак внимания',
  OTHER: 'другая причина',
};
const ITEM_TYPES: Readonly<Record<string, string>> = {
  ALCOHOL: 'алкоголь',
  TOBACCO: 'табак',
  DELIVERY: 'доставка',
  TIP: 'чаевые',
  SERVICE: 'сервисный сбор',
  GIFT_CARD: 'подарочная карта',
  PROMO: 'товар по акции',
};
const itemsOf = (f: TraceFormat): string => `${f.isOne('lines') ? 'позиция' : 'позиции'} ${f.text('which')}`;
const reasonOf = (code: string): string => REASONS[code] ?? code;

export const traceRussian: TraceCatalog = {
  rules: {
    'tier.*.discount': (f) => `Уровень ${f.name}: ${f.percentOf('ratePpm')} от ${f.discounted}`,
    'tier.*.birthdayDiscount': (f) => `День рождения, уровень ${f.name}: ${f.percentOf('ratePpm')} от ${f.discounted}`,
    'tier.*.multiplier': (f) => `Уровень ${f.name}: баллы × ${f.timesOf('multiplierPpm')}, ещё ${f.points}`,
    'tier.*.reached': (f) => `Достигнут уровень ${f.name}`,
    'tier.*.kept': (f) => `Уровень ${f.name} сохраняется до ${f.dateOf('keptUntilDay') ?? ''}`,
    'tier.*.regained': (f) => `Уровень ${f.name} снова подтверждён`,
    'tier.*.fell': (f) => `Теперь уровень ${f.name}, раньше ${f.text('from')}`,
    'tier.*.setByHand': (f) =>
      f.has('untilDay')
        ? `Уровень ${f.name} установлен вручную, действует до ${f.dateOf('untilDay') ?? ''}`
        : `Уровень ${f.name} установлен вручную`,
    'tier.*.byHandEnded': (f) => `Установленный вручную уровень (${f.text('from')}) закончился: ${f.name}`,
    'counter.*': (f) => `Счётчик ${f.name}: ещё ${f.count}`,
    'lines.noDiscount': (f) => `Без скидки: ${itemsOf(f)} (${f.moneyOf('total')}) — ${f.named(ITEM_TYPES)}`,
    'lines.noRedemption': (f) =>
      `Нельзя оплатить баллами: ${itemsOf(f)} (${f.moneyOf('total')}) — ${f.named(ITEM_TYPES)}`,
    'lines.leastPrice': (f) => `Не ниже минимальной цены: ${itemsOf(f)}`,
    'lines.tax': (f) => `Налог ${f.moneyOf('tax')}: без скидки и без баллов`,
    'earning.base': (f) => `${f.pointsIn('points')} за каждые полные ${f.moneyOf('step')} оплаты: ${f.points}`,
    'earning.exclusions': (f) =>
      f.text('segment') === ''
        ? f.text('which') === ''
          ? `Без начисления: ${f.linesIn('lines')} на ${f.moneyOf('payable')}`
          : `Без начисления: ${itemsOf(f)} (${f.moneyOf('payable')}) — ${f.named(ITEM_TYPES)}`
        : `Гостям сегмента ${f.text('segment')} баллы не начисляются`,
    'earning.rule.*': (f) =>
      f.has('multiplierPpm')
        ? `Правило «${f.name}»: баллы × ${f.timesOf('multiplierPpm')}, ещё ${f.points}`
        : `Правило «${f.name}»: ${f.points}`,
    'earning.rule.*.cap': (f) =>
      `Правило «${f.name}»: не больше ${f.numberOf('cap')} ${f.chosen('period', PERIODS)}, не начислено ${f.points}`,
    'earning.cap': (f) => `Не больше ${f.numberOf('cap')} ${f.chosen('period', PERIODS)}: не начислено ${f.points}`,
    'activity.firstSale': (f) => `Первая покупка: ${f.points}`,
    'activity.registration': (f) => `Регистрация: ${f.points}`,
    'activity.birthday': (f) => `День рождения: ${f.points}`,
    'activity.*': (f) => `Активность «${f.name}»: ${f.points}`,
    redemption: (f) => `Списано ${f.points} на ${f.moneyOf('value')}`,
    'redemption.prior': (f) => `По этому чеку уже списано ${f.points} на ${f.moneyOf('value')}`,
    'redemption.clipped': (f) => `Баллы дороже суммы к оплате на ${f.moneyOf('value')}`,
    'receipt.attached': () => 'Чек привязан к гостю после оплаты: оплаченная сумма не меняется',
    'redemption.allowance': (f) => `За счёт лимита кассы без связи, а не гостя: ${f.points} на ${f.moneyOf('value')}`,
    'reward.redeemed': (f) => `Награда ${f.reward} × ${f.numberOf('quantity')}: ${f.points}`,
    'reward.discount': (f) => `Награда ${f.reward}: скидка ${f.amountAsMoney}`,
    'reward.freeItem': (f) => `Награда ${f.reward}: позиция за ${f.amountAsMoney} бесплатно`,
    'reward.shipping': (f) =>
      f.given
        ? `Награда ${f.reward}: доставка за ${f.amountAsMoney} бесплатно`
        : `Награда ${f.reward}: бесплатная доставка`,
    'stamps.collected': (f) =>
      `Карта штампов: ещё ${f.count}, теперь ${f.numberOf('collected')} из ${f.numberOf('size')}`,
    'stamps.completed': (f) => `Заполнено карт штампов: ${f.count}, за каждую награда ${f.reward}`,
    'stamps.reward': (f) => `Заполнено карт штампов: ${f.numberOf('cards')}, за них ${f.points}`,
    'stamps.redeemed': (f) => `Оплачено заполненными картами штампов: ${f.count}`,
    'stamps.expired': (f) => `Карта штампов закончилась, и штампы на ней: ${f.count}`,
    hold: (f) => `Отложено ${f.points}`,
    'hold.captured': (f) => `Из отложенных списано ${f.points} на ${f.moneyOf('value')}`,
    'hold.voided': (f) =>
      f.has('expired')
        ? `Возвращено из отложенных ${f.points}, из них сгорело ${f.numberOf('expired')}`
        : `Возвращено из отложенных ${f.points}`,
    'hold.timedOut': (f) =>
      f.has('expired')
        ? `Срок отложенных вышел: ${f.points}, из них сгорело ${f.numberOf('expired')}`
        : `Срок отложенных вышел: ${f.points}`,
    'manual.credit': (f) => `Начислено вручную (${reasonOf(f.text('reasonCode'))}): ${f.points}`,
    'manual.debit': (f) => `Списано вручную (${reasonOf(f.text('reasonCode'))}): ${f.points}`,
    'manual.restoredForLateAct': (f) =>
      `Возвращено для покупки, о которой касса без связи сообщила после сгорания: ${f.points}`,
    'manual.restored': (f) => `Возвращено вручную из сгоревшего: ${f.points}, действуют ${f.daysIn('days')}`,
    'transfer.given': (f) => `Подарено другому гостю: ${f.points}`,
    'transfer.received': (f) => `Получено от другого гостя: ${f.points}`,
    'transfer.givenToFamily': (f) => `Использовано семьёй: ${f.points}`,
    'transfer.receivedFromFamily': (f) => `Получено от семьи: ${f.points}`,
    'transfer.givenBack': (f) => `Возвращено тому, кто подарил: ${f.points}`,
    'transfer.cameBack': (f) => `Вернулось подаренное: ${f.points}`,
    'merge.given': (f) => `Перенесено основному гостю: ${f.points}`,
    'merge.received': (f) => `Перенесено со второй карты гостя: ${f.points}`,
    'merge.givenBack': (f) => `Гости разделены, возвращено: ${f.points}`,
    'merge.cameBack': (f) => `Гости разделены, вернулось: ${f.points}`,
    'debt.settled': (f) => `Погашено из пришедших баллов: ${f.points}`,
    'lot.expired': (f) => `Сгорело: ${f.points}`,
    'lot.expiredUnwarned': (f) => `Сгорело после последнего продления, предупреждение так и не дошло: ${f.points}`,
    'lot.extended': (f) =>
      `Предупреждение не дошло, срок продлён на ${f.daysIn('days')}, по ${f.dateOf('untilDay') ?? ''}: ${f.points}`,
    'lot.warned': (f) => `Предупреждение дошло, действуют по ${f.dateOf('untilDay') ?? ''}: ${f.points}`,
    'lot.activated': (f) => `Теперь можно тратить: ${f.points}`,
    'lot.unpaid': (f) => `Оплату покупки не подтвердили вовремя, пропало: ${f.points}`,
    'guest.blocked': () => 'Гость заблокирован',
    'guest.unblocked': () => 'Гость разблокирован',
    'payment.confirmed': (f) => `Оплата подтверждена, можно тратить: ${f.points}`,
    'refund.discount': (f) => `Снята скидка ${f.amountAsMoney}`,
    'refund.earned': (f) => `Начислено за возвращённое и снимается: ${f.points}`,
    'refund.firstSale': (f) => `Снят бонус первой покупки: ${f.points}`,
    'refund.expired': (f) => `Из них уже сгорело и не снимается: ${f.points}`,
    'refund.debt': (f) => `Из них уже потрачено и записано в долг: ${f.points}`,
    'refund.negative': (f) => `Из них уже потрачено, баланс ниже нуля на ${f.points}`,
    'refund.forgiven': (f) => `Из них уже потрачено и прощено: ${f.points}`,
    'refund.redeemed': (f) => `Возвращено со своим сроком: ${f.points}`,
    'refund.restored': (f) => `Возвращено после срока: ${f.points}, действуют ${f.daysIn('days')}`,
    'refund.allowance': (f) => `Возвращено ресторану, чья касса была без связи: ${f.points}`,
    'refund.reward': (f) => `Наградой ${f.reward} можно воспользоваться снова`,
    'refund.stamps': (f) => `Снято штампов с карты: ${f.count}, на ней осталось ${f.numberOf('collected')}`,
    'refund.stampReward': (f) => `Карты штампов больше не заполнены: ${f.numberOf('cards')}, за них ${f.points}`,
  },
  subjects: {
    'stamps.collected': () => 'Карта штампов',
    'tier.*.birthdayDiscount': () => 'Скидка в день рождения',
    'earning.base': (f) => `${f.pointsIn('points')} за каждые полные ${f.moneyOf('step')}`,
    'earning.rule.*': (f) => `Правило «${f.name}»`,
    'activity.firstSale': () => 'Бонус первой покупки',
    'activity.registration': () => 'Бонус за регистрацию',
    'activity.birthday': () => 'Бонус ко дню рождения',
    'activity.*': (f) => `Активность «${f.name}»`,
    'counter.*': (f) => `Счётчик ${f.name}`,
    'lot.warned': (f) => `Предупреждение о баллах, которые действуют по ${f.dateOf('untilDay') ?? ''}`,
  },
  segments: { in: 'в сегменте {codes}', notIn: 'не в сегменте {codes}' },
  failed: {
    segment: 'гость в других сегментах',
    step: 'оплачено меньше одного полного шага',
    weekday: 'другой день недели',
    localTime: 'другое время',
    pointOfSale: 'другая касса',
    restaurant: 'другой ресторан',
    paymentMethod: 'другой способ оплаты',
    channel: 'другой канал',
    tier: 'другой уровень',
    lines: 'нет оплаченных позиций, за которые начисляется',
    fullQuantity: 'меньше одного полного количества',
    category: 'нет позиций такой категории',
    sku: 'нет такой позиции',
    quantity: 'другое количество',
    total: 'другая цена позиции',
    amount: 'другая сумма',
    payable: 'другая сумма к оплате',
    items: 'другое число позиций',
    dayOfMonth: 'другое число месяца',
    date: 'другая дата',
    birthdayToday: 'день рождения в другой день',
    birthdayMonth: 'день рождения в другом месяце',
    firstSale: 'другая покупка, чем первая',
    notFirst: 'не первая покупка',
    nothingPaid: 'ничего не оплачено',
    notBirthday: 'не день рождения',
    smallerThanTier: 'уровень даёт не меньше',
    otherEnd: 'эти баллы уже не сгорают в этот день',
    noCounter: 'его не считает ни один уровень программы',
    noActivity: 'программа за это не начисляет',
    perDay: 'за день уже начислено столько раз, сколько можно',
    perWeek: 'за неделю уже начислено столько раз, сколько можно',
    perGuest: 'гостю уже начислено столько раз, сколько можно',
  },
  nothing: (subject, reason) => `${subject}: ничего, ${reason}`,
};
