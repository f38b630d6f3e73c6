import type { Counters } from './types';

/** The first sale of a guest, and those that merged guests brought. While one of them stands, no further sale is a first one. */
export type FirstSales = Pick<Counters, 'firstSale' | 'otherFirstSales'>;

export function listFirstSales({ firstSale, otherFirstSales = [] }: FirstSales): readonly string[] {
  return firstSale === null ? otherFirstSales : [firstSale, ...otherFirstSales];
}

/** The first of these is the guest's, the rest stand beside it. */
export function firstSalesOf(sales: readonly string[]): Required<FirstSales> {
  const [firstSale = null, ...otherFirstSales] = new Set(sales);
  return { firstSale, otherFirstSales };
}

/** The first sales after these sales were refunded as a whole. */
export function withoutSales<T extends FirstSales>(figures: T, refunded: readonly string[]): T {
  const sales = listFirstSales(figures);
  if (!sales.some((sale) => refunded.includes(sale))) return figures;
  const { otherFirstSales: _, ...rest } = figures;
  const { firstSale, otherFirstSales } = firstSalesOf(sales.filter((sale) => !refunded.includes(sale)));
  return { ...rest, firstSale, ...(otherFirstSales.length === 0 ? {} : { otherFirstSales }) } as T;
}

/** The first sales that both guests of a merge had. `keeps`: also that of the other guest where both had one. */
export function joinedFirstSales(guest: FirstSales, other: FirstSales, keeps: boolean): Required<FirstSales> {
  const brought = keeps || guest.firstSale === null ? listFirstSales(other) : (other.otherFirstSales ?? []);
  return firstSalesOf([...listFirstSales(guest), ...brought]);
}

/** The first sales without those that a merge brought. Where they took the place of the guest's own, it is again the one from before the merge. */
export function partedFirstSales(guest: FirstSales, brought: FirstSales, before: FirstSales): Required<FirstSales> {
  const theirs = [brought.firstSale, ...(brought.otherFirstSales ?? [])];
  const own = theirs.includes(guest.firstSale) ? before.firstSale : guest.firstSale;
  const others = (guest.otherFirstSales ?? []).filter((sale) => !theirs.includes(sale));
  return firstSalesOf(own === null ? others : [own, ...others]);
}
