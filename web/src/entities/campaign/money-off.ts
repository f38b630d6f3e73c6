import type { Format } from '../../shared/format/use-format';
import type { AllOf } from '../../shared/i18n/all-of';
import type { CampaignDraft } from './campaign.api';

/** The way in which a campaign takes money off. */
export type MoneyOff = NonNullable<CampaignDraft['moneyOff']>;
export type MoneyOffKind = MoneyOff['kind'];
export type GoodsPart = Extract<MoneyOff, { parts: unknown }>['parts'][number];

const PPM_OF_PERCENT = 10_000;

/** Whether the campaign takes money off the lines of delivery only, and off no other goods. */
export function isOfDelivery({ kind }: MoneyOff): boolean {
  return kind === 'FREE_DELIVERY';
}

/** The goods that the money off names, each with the number of pieces. */
export function partsOf(given: MoneyOff): readonly GoodsPart[] {
  if ('parts' in given) return given.parts;
  return 'buy' in given ? [given.buy, given.get] : [];
}

/**
 * The values for the sentence that describes money off; each kind's sentence uses some of them.
 *
 * @param nameOf the words for the goods of a part
 */
export function moneyOffArguments(
  given: MoneyOff,
  format: Pick<Format, 'number' | 'money'>,
  nameOf: (part: GoodsPart) => string,
) {
  const goods = partsOf(given).map((part) => `${format.number(part.pieces)} × ${nameOf(part)}`);
  const [buy = '', get = ''] = goods;
  return {
    ...(given as AllOf<MoneyOff>),
    percent: 'ratePpm' in given ? format.number(given.ratePpm / PPM_OF_PERCENT) : '',
    amount: 'amount' in given ? format.money(given.amount) : 'price' in given ? format.money(given.price) : '',
    count: 'every' in given ? given.every : 'of' in given ? given.of : 0,
    times: 'times' in given ? (given.times ?? 0) : 0,
    off: 'off' in given ? given.off : '',
    goods: goods.join(' + '),
    buy,
    get,
  };
}
