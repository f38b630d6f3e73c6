import type { TraceFormat } from './trace-format';
import type { TraceCatalog } from './trace-text';

const PERIODS = { perSale: 'a sale', perDay: 'a day', perWeek: 'a week', perGuest: 'a guest' };
/** The reasons that every network has; those that it added stand as it wrote them. */
const REASONS: Readonly<Record<string, string>> = {
  SERVICE_RECOVERY: 'apology for a mistake',
  CORRECTION: 'correction',
  GOODWILL: 'goodwill',
  OTHER: 'another reason',
};
const ITEM_TYPES: Readonly<Record<string, string>> = {
  ALCOHOL: 'alcohol',
  TOBACCO: 'tobacco',
  DELIVERY: 'delivery',
  TIP: 'tips',
  SERVICE: 'service charge',
  GIFT_CARD: 'gift cards',
  PROMO: 'on offer already',
};
const itemsOf = (f: TraceFormat): string => `${f.isOne('lines') ? 'item' : 'items'} ${f.text('which')}`;
const reasonOf = (code: string): string => REASONS[code] ?? code;

export const traceEnglish: TraceCatalog = {
  rules: {
    'tier.*.discount': (f) => `${f.name} tier: ${f.percentOf('ratePpm')} of ${f.discounted}`,
    'tier.*.birthdayDiscount': (f) => `Birthday, ${f.name} tier: ${f.percentOf('ratePpm')} of ${f.discounted}`,
    'tier.*.multiplier': (f) => `${f.name} tier: points × ${f.timesOf('multiplierPpm')}, ${f.points} more`,
    'tier.*.reached': (f) => `${f.name} tier reached`,
    'tier.*.kept': (f) => `${f.name} tier kept until ${f.dateOf('keptUntilDay') ?? ''}`,
    'tier.*.regained': (f) => `${f.name} tier is deserved again`,
    'tier.*.fell': (f) => `${f.name} tier now, ${f.text('from')} before`,
    'tier.*.setByHand': (f) =>
      f.has('untilDay')
        ? `${f.name} tier set by hand, held until ${f.dateOf('untilDay') ?? ''}`
        : `${f.name} tier set by hand`,
    'tier.*.byHandEnded': (f) => `The tier set by hand (${f.text('from')}) has ended: ${f.name} tier`,
    'counter.*': (f) => `Counter ${f.name}: ${f.count} more`,
    'lines.noDiscount': (f) => `No discount on ${itemsOf(f)} (${f.moneyOf('total')}): ${f.named(ITEM_TYPES)}`,
    'lines.noRedemption': (f) => `Points cannot pay for ${itemsOf(f)} (${f.moneyOf('total')}): ${f.named(ITEM_TYPES)}`,
    'lines.leastPrice': (f) => `Least price kept on ${itemsOf(f)}`,
    'lines.tax': (f) => `Tax of ${f.moneyOf('tax')}: no discount or points on it`,
    'earning.base': (f) => `${f.pointsIn('points')} for each full ${f.moneyOf('step')} paid: ${f.points}`,
    'earning.exclusions': (f) =>
      f.text('segment') === ''
        ? f.text('which') === ''
          ? `${f.linesIn('lines')} for ${f.moneyOf('payable')} that earn no points`
          : `No points for ${itemsOf(f)} (${f.moneyOf('payable')}): ${f.named(ITEM_TYPES)}`
        : `Guests of segment ${f.text('segment')} earn no points`,
    'earning.rule.*': (f) =>
      f.has('multiplierPpm')
        ? `Rule “${f.name}”: points × ${f.timesOf('multiplierPpm')}, ${f.points} more`
        : `Rule “${f.name}”: ${f.points}`,
    'earning.rule.*.cap': (f) =>
      `Rule “${f.name}”: at most ${f.pointsIn('cap')} ${f.chosen('period', PERIODS)}, ${f.points} not given`,
    'earning.cap': (f) => `At most ${f.pointsIn('cap')} ${f.chosen('period', PERIODS)}: ${f.points} not given`,
    'activity.firstSale': (f) => `First purchase: ${f.points}`,
    'activity.registration': (f) => `Registration: ${f.points}`,
    'activity.birthday': (f) => `Birthday: ${f.points}`,
    'activity.*': (f) => `Activity “${f.name}”: ${f.points}`,
    redemption: (f) => `${f.points} redeemed for ${f.moneyOf('value')}`,
    'redemption.prior': (f) => `${f.points} redeemed on this receipt before, for ${f.moneyOf('value')}`,
    'redemption.clipped': (f) => `Points worth ${f.moneyOf('value')} more than there was to pay`,
    'receipt.attached': () => 'Attached to the guest after it was paid: the amount paid stays as it was',
    'redemption.allowance': (f) =>
      `${f.points} for ${f.moneyOf('value')} paid by the offline allowance of the till, not by the guest`,
    'reward.redeemed': (f) => `${f.numberOf('quantity')} × reward ${f.reward} for ${f.points}`,
    'reward.discount': (f) => `Reward ${f.reward}: ${f.amountAsMoney} off`,
    'reward.freeItem': (f) => `Reward ${f.reward}: an item for ${f.amountAsMoney} free`,
    'reward.shipping': (f) =>
      f.given ? `Reward ${f.reward}: delivery for ${f.amountAsMoney} free` : `Reward ${f.reward}: free delivery`,
    'stamps.collected': (f) => `Stamp card: ${f.count} more, ${f.numberOf('collected')} of ${f.numberOf('size')} now`,
    'stamps.completed': (f) => `Full stamp cards: ${f.count}, reward ${f.reward} for each`,
    'stamps.reward': (f) => `Full stamp cards: ${f.numberOf('cards')}, for them ${f.points}`,
    'stamps.redeemed': (f) => `Paid for by full stamp cards: ${f.count}`,
    'stamps.expired': (f) => `A stamp card has ended, its stamps with it: ${f.count}`,
    hold: (f) => `${f.points} held`,
    'hold.captured': (f) => `${f.points} of the hold redeemed for ${f.moneyOf('value')}`,
    'hold.voided': (f) =>
      f.has('expired')
        ? `${f.points} of the hold let go, ${f.pointsIn('expired')} of them past their date`
        : `${f.points} of the hold let go`,
    'hold.timedOut': (f) =>
      f.has('expired')
        ? `The hold of ${f.points} has ended, ${f.pointsIn('expired')} of them past their date`
        : `The hold of ${f.points} has ended`,
    'manual.credit': (f) => `Credited by staff (${reasonOf(f.text('reasonCode'))}): ${f.points}`,
    'manual.debit': (f) => `Debited by staff (${reasonOf(f.text('reasonCode'))}): ${f.points}`,
    'manual.restoredForLateAct': (f) =>
      `${f.points} that expired after the purchase, before the offline till told of it, restored for it`,
    'manual.restored': (f) => `${f.points} that had expired restored by staff for ${f.daysIn('days')}`,
    'transfer.given': (f) => `${f.points} given to another guest`,
    'transfer.received': (f) => `${f.points} received from another guest`,
    'transfer.givenToFamily': (f) => `${f.points} used by the family`,
    'transfer.receivedFromFamily': (f) => `${f.points} from the family`,
    'transfer.givenBack': (f) => `${f.points} returned to the guest who had given them`,
    'transfer.cameBack': (f) => `${f.points} that had been given came back`,
    'merge.given': (f) => `${f.points} moved to the guest that this one is, too`,
    'merge.received': (f) => `${f.points} of the second card of this guest`,
    'merge.givenBack': (f) => `Guests parted again: ${f.points} returned`,
    'merge.cameBack': (f) => `Guests parted again: ${f.points} came back`,
    'debt.settled': (f) => `${f.points} used to pay off a debt`,
    'lot.expired': (f) => `${f.points} expired`,
    'lot.expiredUnwarned': (f) => `${f.points} expired after the last extension, the warning was never delivered`,
    'lot.extended': (f) =>
      `No warning was delivered: ${f.points} live ${f.daysIn('days')} longer, to ${f.dateOf('untilDay') ?? ''}`,
    'lot.warned': (f) => `Warning delivered: ${f.points} end with ${f.dateOf('untilDay') ?? ''}`,
    'lot.activated': (f) => `${f.points} may be spent from now on`,
    'lot.unpaid': (f) => `${f.points} gone: the payment of the sale was not confirmed in time`,
    'guest.blocked': () => 'The guest was blocked',
    'guest.unblocked': () => 'The guest is not blocked any more',
    'payment.confirmed': (f) => `The payment was confirmed: ${f.points} may be spent`,
    'refund.discount': (f) => `${f.amountAsMoney} of the discount taken back`,
    'refund.earned': (f) => `${f.points} earned by what is refunded taken back`,
    'refund.firstSale': (f) => `The first-purchase bonus of ${f.points} taken back`,
    'refund.expired': (f) => `Of these ${f.points} had expired: nothing is taken for them`,
    'refund.debt': (f) => `Of these ${f.points} were spent already and are owed`,
    'refund.negative': (f) => `Of these ${f.points} were spent already: the balance goes below zero`,
    'refund.forgiven': (f) => `Of these ${f.points} were spent already and are forgiven`,
    'refund.redeemed': (f) => `${f.points} returned with their own date`,
    'refund.restored': (f) => `${f.points} past their date returned for ${f.daysIn('days')}`,
    'refund.allowance': (f) => `${f.points} went back to the restaurant whose till was offline`,
    'refund.reward': (f) => `Reward ${f.reward} may be used again`,
    'refund.stamps': (f) => `Stamps taken off the card: ${f.count}, ${f.numberOf('collected')} left on it`,
    'refund.stampReward': (f) => `Stamp cards that are full no more: ${f.numberOf('cards')}, for them ${f.points}`,
  },
  subjects: {
    'stamps.collected': () => 'Stamp card',
    'tier.*.birthdayDiscount': () => 'Birthday discount',
    'earning.base': (f) => `${f.pointsIn('points')} for each full ${f.moneyOf('step')}`,
    'earning.rule.*': (f) => `Rule “${f.name}”`,
    'activity.firstSale': () => 'First-purchase bonus',
    'activity.registration': () => 'Registration bonus',
    'activity.birthday': () => 'Birthday bonus',
    'activity.*': (f) => `Activity “${f.name}”`,
    'counter.*': (f) => `Counter ${f.name}`,
    'lot.warned': (f) => `Warning of points that end with ${f.dateOf('untilDay') ?? ''}`,
  },
  segments: { in: 'in segment {codes}', notIn: 'not in segment {codes}' },
  failed: {
    segment: 'the segments of the guest are others',
    step: 'less than one full step was paid',
    weekday: 'another day of the week',
    localTime: 'another time of the day',
    pointOfSale: 'another till',
    restaurant: 'another restaurant',
    paymentMethod: 'another way of paying',
    channel: 'another channel',
    tier: 'another tier',
    lines: 'nothing was paid for what earns',
    fullQuantity: 'less than one full quantity',
    category: 'no item of such a category',
    sku: 'no such item',
    quantity: 'another quantity',
    total: 'another price of the item',
    amount: 'another amount',
    payable: 'another sum to pay',
    items: 'another number of items',
    dayOfMonth: 'another day of the month',
    date: 'another date',
    birthdayToday: 'the birthday is another day',
    birthdayMonth: 'the birthday is in another month',
    firstSale: 'another than the first purchase',
    notFirst: 'not the first purchase',
    nothingPaid: 'nothing was paid',
    notBirthday: 'not the birthday',
    smallerThanTier: 'the tier gives as much',
    otherEnd: 'these points do not end then any more',
    noCounter: 'no tier of the programme counts it',
    noActivity: 'the programme gives nothing for it',
    perDay: 'given as often as it is in a day',
    perWeek: 'given as often as it is in a week',
    perGuest: 'given as often as a guest gets it',
  },
  nothing: (subject, reason) => `${subject}: nothing, ${reason}`,
};
