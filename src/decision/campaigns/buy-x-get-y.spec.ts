import { lineOf, saleOf } from '../../../test/support/decision/acts';
import { runningOf, moneyOffOf } from '../../../test/support/decision/campaigns';
import { programOf, tierOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import {
  type CampaignDocument,
  type Decision,
  type Line,
  minorUnits,
  type MoneyOff,
  partsPerMillion,
  points,
  type RefundAct,
} from '..';

type BuyAndGet = Extract<MoneyOff, { kind: 'BUY_X_GET_Y' }>;

const part = (skus: readonly string[], pieces = 1) => ({ skus, categories: [], pieces });
const COKE_WITH_BURGER: BuyAndGet = {
  kind: 'BUY_X_GET_Y',
  buy: part(['burger']),
  get: part(['coke', 'juice']),
  off: 'GET',
  ratePpm: partsPerMillion(1_000_000),
  times: null,
};
const NO_CAPS = { perSale: null, perDay: null, perWeek: null, perGuest: null, uses: null };

const of = (sku: string, total: number, pieces = 1, more: Partial<Line> = {}) =>
  lineOf(total * pieces, { sku, quantityMilli: pieces * 1_000, ...more });
const burger = of('burger', 35_000);
const coke = of('coke', 12_000);
const juice = of('juice', 20_000);

function lifeWith(changes: Partial<BuyAndGet> = {}, more: Partial<CampaignDocument> = {}): Story {
  const moneyOff = { ...COKE_WITH_BURGER, ...changes };
  const document = moneyOffOf(moneyOff, more);
  const program = programOf({ expiry: { kind: 'NEVER' }, tiers: [tierOf('BASE')] });
  return new Story(program, undefined, undefined, { campaigns: runningOf({ GIFT: document }) });
}

function sell(story: Story, lines: readonly Line[], name = 'sale'): Decision {
  const amount = lines.reduce((sum, { total }) => sum + total, 0);
  return story.done(saleOf(amount, { lines }), name);
}

function offBy(changes: Partial<BuyAndGet>, ...lines: readonly Line[]): number[] {
  return sell(lifeWith(changes), lines).lines.map(({ discount }) => discount);
}

describe('goods that make other goods cheaper', () => {
  it('need both: a coke is free with a burger, and neither two cokes nor two burgers give anything', () => {
    expect(offBy({}, burger, coke)).toEqual([0, 12_000]);
    expect(offBy({}, coke, coke)).toEqual([0, 0]);
    expect(offBy({}, burger, burger)).toEqual([0, 0]);
  });

  it('count as often as both are there, up to a limit', () => {
    expect(offBy({}, of('burger', 35_000, 2), of('coke', 12_000, 3))).toEqual([0, 24_000]);
    expect(offBy({ times: 1 }, of('burger', 35_000, 2), of('coke', 12_000, 3))).toEqual([0, 12_000]);
    expect(offBy({ buy: part(['burger'], 2) }, of('burger', 35_000, 3), coke, coke)).toEqual([0, 0, 12_000]);
  });

  it('lower the cheapest of the goods that may get cheaper, by the share', () => {
    expect(offBy({}, burger, juice, coke)).toEqual([0, 0, 12_000]);
    expect(offBy({ ratePpm: partsPerMillion(500_000) }, juice, burger)).toEqual([10_000, 0]);
  });

  it('lower the cheaper of the two sides where the campaign says so', () => {
    const cheaper = { off: 'CHEAPER' } as const;
    expect(offBy(cheaper, burger, coke)).toEqual([0, 12_000]);
    expect(offBy(cheaper, of('burger', 10_000), coke)).toEqual([10_000, 0]);
    expect(offBy(cheaper, of('burger', 12_000), coke)).toEqual([0, 12_000]);
  });

  it('count a line that both sides name as bought', () => {
    const get = part(['burger', 'coke']);
    expect(offBy({ get }, burger, burger)).toEqual([0, 0]);
    expect(offBy({ get }, burger, coke)).toEqual([0, 12_000]);
  });

  it('count the parts of one combo of the till as one piece', () => {
    const lunch = { combo: 'lunch' };
    const [bun, fries] = [of('burger', 30_000, 1, lunch), of('burger', 10_000, 1, lunch)];
    expect(offBy({ buy: part(['burger'], 2) }, bun, fries, coke)).toEqual([0, 0, 0]);
    expect(offBy({}, bun, fries, coke, coke)).toEqual([0, 0, 0, 12_000]);
  });
});

describe('a refund of goods that made others cheaper', () => {
  const refund = (story: Story, line: number, quantityMilli: number | null = null) => {
    const what: RefundAct['what'] = { kind: 'LINES', lines: [{ line, quantityMilli, total: null }] };
    const { amounts, details, trace } = story.refund('sale', what) as Decision;
    const money = details?.kind === 'REFUND' ? (details.campaigns ?? []).map((one) => one.money) : null;
    return { back: [amounts.discount, amounts.payable], money, trace };
  };

  it('takes the gift back with the burger, and the coke that stays then costs its price', () => {
    const story = lifeWith();
    sell(story, [burger, coke]);
    const first = refund(story, 1);
    expect(first).toMatchObject({ back: [12_000, 23_000], money: [12_000] });
    expect(first.trace).toContainEqual(
      expect.objectContaining({ rule: 'refund.gift', amount: 12_000, arguments: { campaign: 'GIFT' } }),
    );
    expect(refund(story, 2)).toMatchObject({ back: [0, 12_000], money: [0] });
  });

  it('pays nothing for a gift that comes back by itself, and then the whole burger', () => {
    const story = lifeWith();
    sell(story, [burger, coke]);
    expect(refund(story, 2)).toMatchObject({ back: [12_000, 0], money: [12_000] });
    expect(refund(story, 1)).toMatchObject({ back: [0, 35_000] });
  });

  it('takes the gift back in proportion with each part of a combo that had to be bought', () => {
    const lunch = { combo: 'lunch' };
    const menu = [of('burger', 30_000, 1, lunch), of('burger', 10_000, 1, lunch), coke];
    for (const [line, lost] of [
      [1, 9_000],
      [2, 3_000],
    ] as const) {
      const story = lifeWith();
      sell(story, menu);
      expect(refund(story, line)).toMatchObject({ back: [lost, (line === 1 ? 30_000 : 10_000) - lost], money: [lost] });
    }
  });

  it('leaves the gift as long as enough burgers stay, in one line or in several', () => {
    const inOneLine = lifeWith({ times: 1 });
    sell(inOneLine, [of('burger', 35_000, 3), coke]);
    expect([refund(inOneLine, 1, 1_000), refund(inOneLine, 1, 1_000), refund(inOneLine, 1, 1_000)]).toMatchObject([
      { back: [0, 35_000] },
      { back: [0, 35_000] },
      { back: [12_000, 23_000] },
    ]);
    const inTwo = lifeWith({ times: 1 });
    sell(inTwo, [burger, of('burger', 50_000), coke]);
    expect([refund(inTwo, 2), refund(inTwo, 1)]).toMatchObject([{ back: [0, 50_000] }, { back: [12_000, 23_000] }]);
  });

  it('takes one gift of several with one burger of several, each once', () => {
    const story = lifeWith();
    sell(story, [of('burger', 35_000, 2), of('coke', 12_000, 2)]);
    expect(refund(story, 1, 1_000)).toMatchObject({ back: [12_000, 23_000], money: [12_000] });
    expect(refund(story, 2, 1_000)).toMatchObject({ back: [0, 12_000], money: [] });
    expect(refund(story, 2, 1_000)).toMatchObject({ back: [12_000, 0], money: [12_000] });
    expect(refund(story, 1, 1_000)).toMatchObject({ back: [0, 35_000], money: [0] });
  });

  it('never asks for money: a gift dearer than what was bought is paid as far as that goes', () => {
    const story = lifeWith({ buy: part(['tea']), get: part(['cake']) });
    sell(story, [of('tea', 10_000), of('cake', 30_000)]);
    expect(refund(story, 1)).toMatchObject({ back: [10_000, 0], money: [10_000] });
    expect(refund(story, 2)).toMatchObject({ back: [20_000, 10_000], money: [20_000] });
  });

  it('frees the limit of a day that the gift had used', () => {
    const story = lifeWith({}, { caps: { ...NO_CAPS, perDay: points(12_000) } });
    sell(story, [burger, coke]);
    expect(sell(story, [burger, coke], 'second').amounts.discount).toBe(minorUnits(0));
    refund(story, 1);
    expect(sell(story, [burger, coke], 'third').amounts.discount).toBe(minorUnits(12_000));
  });
});
