import { saleOf } from '../../../../test/support/decision/acts';
import { WrittenStory } from '../../../../test/support/decision/written-story';
import { compileProgram, minorUnits, type ProgramDocument } from '../../../decision';
import { presetForNetwork } from '../../../configuration';
import { explainLines, touchedLots } from './lines.rules';
import { summaryOf } from './summary';

const HYBRID = presetForNetwork('hybrid-5', 2);
const DRY: ProgramDocument = {
  ...HYBRID,
  activities: { ...HYBRID.activities, firstSale: null },
  earning: { ...HYBRID.earning, exclusions: { categories: ['tobacco'], skus: [] } },
};

function lineOf(total: number, category: string) {
  return { sku: `${category}-1`, category, quantityMilli: 1_000, total: minorUnits(total) };
}

function explained(document: ProgramDocument, amount: number, lines: ReturnType<typeof lineOf>[] | null) {
  const story = new WrittenStory(document);
  const decision = story.done(saleOf(amount, { occurredAt: story.now, lines }));
  const row = story.journal.at(-1)!.row;
  const reading = { currency: 'RUB', currencyDigits: 2, amount };
  return {
    decision,
    lines: explainLines(row, compileProgram(document), 'en'),
    english: summaryOf(row, { ...reading, language: 'en' }),
    russian: summaryOf(row, { ...reading, language: 'ru' }),
  };
}

describe('the story of a sale', () => {
  it('is one sentence for the cashier in either language', () => {
    const { english, russian } = explained(HYBRID, 155_000, null);
    expect(english).toBe('To pay: ₽1,472.50 of ₽1,550.00, discount ₽77.50, 347 points earned');
    expect(russian.replaceAll('\u00a0', ' ')).toBe(
      'К оплате 1 472,50 ₽ из 1 550,00 ₽, скидка 77,50 ₽, начислено 347 баллов',
    );
    expect(explained(DRY, 500, null).english).toBe(
      'To pay: ₽4.75 of ₽5.00, discount ₽0.25, no points earned (the amount paid is too small)',
    );
  });

  it('says of each line what it brought, and of one that gave nothing the first condition that failed', () => {
    const { lines } = explained(DRY, 40_000, [lineOf(30_000, 'food'), lineOf(9_990, 'tobacco'), lineOf(10, 'bag')]);
    expect(lines.map(({ line, pointsEarned, failed }) => [line, pointsEarned, failed])).toEqual([
      [1, 28, null],
      [2, 0, 'excluded'],
      [3, 0, 'share'],
    ]);
    expect(lines[1]).toMatchObject({ category: 'tobacco', reason: 'this item earns no points' });
    expect(explained(DRY, 500, null).lines).toMatchObject([{ failed: 'step', pointsEarned: 0 }]);
    expect(explained(DRY, 0, null).lines).toMatchObject([{ failed: 'nothingPaid' }]);
    expect(explained(presetForNetwork('discount-5', 2), 5_000, null).lines).toMatchObject([{ failed: 'noEarning' }]);
  });

  it('names the lots that it touched', () => {
    const { decision } = explained(HYBRID, 155_000, null);
    const [lot] = touchedLots(decision.transfers, Number.MAX_SAFE_INTEGER);
    expect(lot).toMatchObject({ movement: 'ACCRUAL', points: 347 });
    expect(lot?.expiresAt).toMatch(/^\d{4}-/);
  });
});
