import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../../configuration';
import { BroughtGuests } from '../../../identity';
import { calendarOf } from '../../../platform/clock/calendar';
import { Database } from '../../../platform/database/database';
import { newId } from '../../../platform/ids/ids';
import { TillHistory } from '../../../transactions';
import { GuestPseudonyms, ShadowComparison, type Verdict } from '../../shadow-receipts';
import type { PlannedSale } from '../receipts/planned-act';
import type { FileReceipt } from '../receipts/receipt';
import { shadowReceipt, spentBefore } from '../receipts/shadow-receipt';
import { Zone } from '../rows/zone';
import type { PlannedPlace } from './import-plan';
import { ReceiptGuests } from './receipt-guests';
import { ShadowSales } from './shadow-sales';
import { placeOf, tillActOf } from './till-act-of';

/** Records receipts of a shadow that come without a file. */
@Injectable()
export class ToldReceipts {
  constructor(
    private readonly database: Database,
    private readonly brought: BroughtGuests,
    private readonly till: TillHistory,
    private readonly pseudonyms: GuestPseudonyms,
    private readonly comparison: ShadowComparison,
  ) {}

  /** Records and compares receipts in the order in which they come, at most some hundreds. Returns the verdict of each. */
  async record(
    { id: networkId, timeZone, settings }: NetworkProfile,
    places: readonly PlannedPlace[],
    receipts: readonly FileReceipt[],
  ): Promise<Verdict[]> {
    const importId = newId();
    const plan = { pointsOfSale: places, dayShift: 0 };
    const guests = new ReceiptGuests(this.database, this.brought, {
      networkId,
      importId,
      consents: [],
      profileOf: null,
      placeOf: (sale) => placeOf(sale, places),
      instantOf: ({ receipt }) => receipt.instant,
    });
    const sales = receipts.map((receipt, position): PlannedSale => ({
      kind: 'SALE',
      position,
      receipt: shadowReceipt(this.pseudonyms, networkId, receipt),
    }));
    await guests.prepare(sales, 0);
    const terms = {
      networkId,
      importId,
      idOf: () => newId(),
      plan,
      zone: new Zone(calendarOf(timeZone, settings.dayStart)),
      guestIdOf: (receipt: FileReceipt) => guests.guestOf(receipt)?.guestId ?? null,
      recordedAs: () => undefined,
    };
    const shadow = new ShadowSales(this.till, this.comparison, networkId, guests, terms.idOf);
    const verdicts: Verdict[] = [];
    for (const run of runsOf(sales, (sale) => guests.faultOf(sale) !== null)) {
      const acts = run.map((act) => ({ act, tillAct: tillActOf(act, terms) }));
      const [first] = acts;
      const fault = first === undefined ? null : guests.faultOf(first.act);
      if (first === undefined) continue;
      if (fault !== null) verdicts.push(await shadow.compareOnly(first.act, first.tillAct, fault));
      else verdicts.push(...(await shadow.record(acts)).verdicts);
    }
    return verdicts;
  }
}

/** Sales that may go together, in their order; one that spends or has a fault goes alone. */
function runsOf(sales: readonly PlannedSale[], hasFault: (sale: PlannedSale) => boolean): PlannedSale[][] {
  const runs: PlannedSale[][] = [];
  let wasAlone = true;
  for (const sale of sales) {
    const isAlone = hasFault(sale) || spentBefore(sale.receipt);
    if (isAlone || wasAlone) runs.push([sale]);
    else runs.at(-1)?.push(sale);
    wasAlone = isAlone;
  }
  return runs;
}
