import { readFileSync } from 'node:fs';
import path from 'node:path';
import { calendarAt, NOON, saleOf } from '../../../test/support/decision/acts';
import { programOf, tierOf, NO_GOODS } from '../../../test/support/decision/programs';
import { compileProgram, newGuest, partsPerMillion, type ProgramDocument, type SaleAct } from '..';
import { linesOf } from './decide-sale';
import { SaleDraft } from './sale-draft';
import { IN_ORDER, salePartsOf } from './sale-parts';

function partsOf(document: ProgramDocument, changes: Partial<SaleAct> = {}): string[] {
  const act = saleOf(10_000, changes);
  const context = { now: NOON, recordedAt: NOON, calendar: calendarAt(), inForce: null, transactionId: 'sale' };
  const lines = linesOf(act);
  if ('kind' in lines) throw new Error(`refused: ${lines.code}`);
  const rest = { ...context, captureGraceMs: 0, restoredForDays: 0 };
  return salePartsOf(new SaleDraft(compileProgram(document), newGuest(), act, rest, lines)).map(({ name }) => name);
}

describe('the parts of a sale', () => {
  it('are three where nothing else can change it', () => {
    expect(partsOf(programOf())).toEqual(['redemption', 'earning', 'books']);
  });

  it('are those that the programme or the act asks for', () => {
    const discount = programOf({ tiers: [tierOf('BASE', { discountPpm: partsPerMillion(50_000) })] });
    expect(partsOf(discount)).toEqual(['tier discount', 'redemption', 'earning', 'books']);
    expect(partsOf(programOf(), { promoCode: 'SUMMER' })).toContain('campaign money');
    expect(partsOf(programOf(), { attached: true })).toContain('tier discount');
    const restrictions = { discount: NO_GOODS, redemption: NO_GOODS, leastPrices: [], base: 'WITHOUT_TAX' } as const;
    expect(partsOf(programOf({ restrictions }))).toEqual([
      'restrictions',
      'tier discount',
      'rest of lines',
      'redemption',
      'earning',
      'books',
    ]);
  });

  it('stand in docs/campaigns.md in their order', () => {
    const page = readFileSync(path.join(__dirname, '../../../docs/campaigns.md'), 'utf8');
    expect(page).toContain(IN_ORDER.map(({ name }) => name).join(' → '));
  });
});
