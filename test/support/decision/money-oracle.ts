/**
 * Money off by campaigns, computed another way than the decision: every piece of a line is a thing of its own, and what is
 * off each line is counted anew from fractions of BigInts. It knows no caps over a time and no restrictions by goods but
 * a category without discount and one least price.
 */
import type { CampaignDocument, MoneyOff } from '../../../src/decision';

export interface OracleMoneyLine {
  readonly category: string;
  readonly quantityMilli: number;
  readonly total: number;
  readonly isDelivery: boolean;
}

export interface OracleTerms {
  readonly tierPpm: number;
  /** Category that gets no discount; null: none. */
  readonly without: string | null;
  /** Least price of a piece; 0: none. */
  readonly least: number;
}

interface Rest {
  base: bigint;
  room: bigint;
  price: bigint;
}

export interface OracleOutcome {
  readonly byCampaign: Readonly<Record<string, readonly number[]>>;
  /** Minor units that tier and campaigns together take off each line. */
  readonly byLine: readonly number[];
}

const MILLION = 1_000_000n;

/** The buyer at the till. */
export interface OracleBuyer {
  readonly isGuest: boolean;
  /** Null: no promo code. */
  readonly said: string | null;
}

/** @param left minor units and uses that budgets still pay, by campaign */
export function moneyOff(
  documents: Readonly<Record<string, CampaignDocument>>,
  lines: readonly OracleMoneyLine[],
  terms: OracleTerms,
  left: (code: string) => { readonly money: number; readonly uses: number },
  buyer: OracleBuyer = { isGuest: true, said: null },
): OracleOutcome {
  const rests = lines.map((line): Rest => {
    const least = leastOf(line, terms.least);
    const base = line.category === terms.without ? 0n : BigInt(line.total);
    return { base, room: min(base, BigInt(line.total) - least), price: BigInt(line.total) - least };
  });
  const off = lines.map(() => 0n);
  const isRestricted = terms.without !== null || terms.least > 0;
  const bases = rests.map(({ base }) => base);
  const tier = share(sum(bases), buyer.isGuest ? BigInt(terms.tierPpm) : 0n);
  take(
    spread(tier, isRestricted ? bases : lines.map(({ total }) => BigInt(total))).map((part, index) =>
      isRestricted ? min(part, (rests[index] as Rest).room) : part,
    ),
  );
  const byCampaign: Record<string, number[]> = {};
  const won = new Set<string>();
  for (const code of inOrder(documents)) {
    const {
      moneyOff: gives,
      when,
      caps,
      group,
      onShortBudget,
      everybody,
      promoCode,
      leastToPay = 0,
    } = documents[code] as CampaignDocument;
    if ((!buyer.isGuest && everybody !== true) || (promoCode !== undefined && promoCode !== buyer.said)) continue;
    if (gives === undefined || (group?.mode === 'EXCLUSIVE' && won.has(group.code))) continue;
    if (sum(lines.map(({ total }) => BigInt(total))) - sum(off) < BigInt(leastToPay)) continue;
    const open = lines.flatMap((line, index) => {
      const rest = rests[index] as Rest;
      const isOpen = gives.kind === 'FREE_DELIVERY' ? line.isDelivery && rest.price > 0n : rest.base > 0n;
      return isOpen && (when === null || line.category === 'pizza') ? [index] : [];
    });
    const wanted = open.length === 0 ? null : wantedOf(gives, lines, open, rests);
    let money = wanted === null ? 0n : sum(wanted);
    if (wanted === null || money === 0n) continue;
    const whole = money;
    const { money: budget, uses } = left(code);
    if (caps?.perSale != null) money = min(money, BigInt(caps.perSale));
    const paid = uses < 1 ? 0n : BigInt(Math.min(budget, Number(money)));
    if (paid < money) money = onShortBudget === 'CUT' ? paid : 0n;
    if (money === 0n) continue;
    const parts = money === whole ? wanted : spread(money, wanted);
    take(parts);
    byCampaign[code] = parts.map(Number);
    if (group?.mode === 'EXCLUSIVE') won.add(group.code);
  }
  return { byCampaign, byLine: off.map(Number) };

  function take(parts: readonly bigint[]): void {
    parts.forEach((part, index) => {
      const rest = rests[index] as Rest;
      off[index] = (off[index] ?? 0n) + part;
      rest.base = max(0n, rest.base - part);
      rest.room = max(0n, rest.room - part);
      rest.price = max(0n, rest.price - part);
    });
  }
}

/** Null: no line to take money from. */
function wantedOf(
  gives: MoneyOff,
  lines: readonly OracleMoneyLine[],
  open: readonly number[],
  rests: readonly Rest[],
): bigint[] | null {
  const weights = (of: (rest: Rest) => bigint) => rests.map((rest, index) => (open.includes(index) ? of(rest) : 0n));
  const within = (parts: readonly bigint[]) => parts.map((part, index) => min(part, (rests[index] as Rest).room));
  const bases = weights(({ base }) => base);
  const rooms = weights(({ room }) => room);
  if (gives.kind === 'FREE_DELIVERY') return weights(({ price }) => price);
  if (gives.kind === 'SHARE') return within(spread(share(sum(bases), BigInt(gives.ratePpm)), bases));
  if (gives.kind === 'AMOUNT') return spread(min(BigInt(gives.amount), sum(rooms)), rooms);
  if (gives.kind === 'COMBO') return comboOf(gives, lines, open, rests);
  const hit = hitBy(gives, lines, open, rests);
  if (hit.length === 0) return null;
  return within(
    rests.map((rest, index) => {
      const count = hit.filter((line) => line === index).length;
      return count === 0 ? 0n : share(costOf(lines[index] as OracleMoneyLine, rest.base, count), BigInt(gives.ratePpm));
    }),
  );
}

/** The line of each piece that gets cheaper. */
function hitBy(
  gives: Extract<MoneyOff, { kind: 'CHEAPEST' | 'EVERY_NTH' | 'BUY_X_GET_Y' }>,
  lines: readonly OracleMoneyLine[],
  open: readonly number[],
  rests: readonly Rest[],
): number[] {
  if (gives.kind === 'BUY_X_GET_Y') return givenPieces(gives, lines, open, rests);
  const pieces = piecesOf(lines, open, rests);
  if (gives.kind === 'CHEAPEST') return pieces.length < gives.of ? [] : pieces.slice(-1);
  return pieces.filter((_, at) => (at + 1) % gives.every === 0).slice(0, gives.times ?? pieces.length);
}

/** Forms sets one by one, each from the cheapest remaining pieces. */
function givenPieces(
  { buy, get, off, times }: Extract<MoneyOff, { kind: 'BUY_X_GET_Y' }>,
  lines: readonly OracleMoneyLine[],
  open: readonly number[],
  rests: readonly Rest[],
): number[] {
  const categoryOf = (index: number) => (lines[index] as OracleMoneyLine).category;
  const isBought = (index: number) => isNamed(buy.categories, categoryOf(index));
  const isGiven = (index: number) => !isBought(index) && isNamed(get.categories, categoryOf(index));
  const bought = piecesOf(lines, open.filter(isBought), rests);
  const given = piecesOf(lines, open.filter(isGiven), rests);
  const table = { bought: [] as number[], given: [] as number[] };
  for (let sets = 0; times === null || sets < times; sets += 1) {
    if (bought.length < buy.pieces || given.length < get.pieces) break;
    for (let piece = 0; piece < buy.pieces; piece += 1) table.bought.push(bought.pop() as number);
    for (let piece = 0; piece < get.pieces; piece += 1) table.given.push(given.pop() as number);
  }
  const costOfAll = (pieces: readonly number[]) =>
    sum(
      rests.map(({ base }, index) => {
        const count = pieces.filter((line) => line === index).length;
        return count === 0 ? 0n : costOf(lines[index] as OracleMoneyLine, base, count);
      }),
    );
  return off === 'CHEAPER' && costOfAll(table.bought) < costOfAll(table.given) ? table.bought : table.given;
}

/** The line of each piece, the dearest first. */
function piecesOf(lines: readonly OracleMoneyLine[], open: readonly number[], rests: readonly Rest[]): number[] {
  const priced = open.flatMap((index) => {
    const line = lines[index] as OracleMoneyLine;
    const price = costOf(line, (rests[index] as Rest).base, 1);
    const count = Math.max(1, (line.quantityMilli - (line.quantityMilli % 1_000)) / 1_000);
    return Array.from({ length: count }, () => ({ index, price }));
  });
  return priced
    .sort((a, b) => (a.price === b.price ? a.index - b.index : a.price > b.price ? -1 : 1))
    .map(({ index }) => index);
}

function comboOf(
  { price, parts, times }: Extract<MoneyOff, { kind: 'COMBO' }>,
  lines: readonly OracleMoneyLine[],
  open: readonly number[],
  rests: readonly Rest[],
): bigint[] | null {
  const named = new Set<number>();
  const piles = parts.map(({ categories, pieces }) => {
    const own = open.filter(
      (index) => !named.has(index) && isNamed(categories, (lines[index] as OracleMoneyLine).category),
    );
    for (const index of own) named.add(index);
    return { pieces, pile: piecesOf(lines, own, rests) };
  });
  let best: bigint[] | null = null;
  let saved = 0n;
  for (let sets = 1; sets <= times; sets += 1) {
    if (piles.some(({ pile, pieces }) => pile.length < sets * pieces)) break;
    best ??= rests.map(() => 0n);
    const used = piles.flatMap(({ pile, pieces }) => pile.slice(0, sets * pieces));
    const costs = rests.map(({ base }, index) => {
      const count = used.filter((line) => line === index).length;
      return count === 0 ? 0n : costOf(lines[index] as OracleMoneyLine, base, count);
    });
    const saving = sum(costs) - BigInt(sets) * BigInt(price);
    if (saving <= saved) continue;
    saved = saving;
    best = spread(saving, costs);
  }
  return best?.map((part, index) => min(part, (rests[index] as Rest).room)) ?? null;
}

function isNamed(categories: readonly string[], category: string): boolean {
  return categories.some((one) => one.toLowerCase() === category.toLowerCase());
}

function costOf({ quantityMilli }: OracleMoneyLine, base: bigint, pieces: number): bigint {
  return quantityMilli <= 1_000 ? base : (base * BigInt(pieces) * 1_000n) / BigInt(quantityMilli);
}

function leastOf({ quantityMilli, total }: OracleMoneyLine, least: number): bigint {
  if (least === 0) return 0n;
  return min(BigInt(total), (BigInt(least) * BigInt(quantityMilli) + 999n) / 1_000n);
}

function inOrder(documents: Readonly<Record<string, CampaignDocument>>): string[] {
  const placeOf = (code: string) => {
    const { group, priority } = documents[code] as CampaignDocument;
    return [group?.code ?? '', String(priority).padStart(5, '0'), code].join('\n');
  };
  return Object.keys(documents).sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

function share(of: bigint, ppm: bigint): bigint {
  return (of * ppm) / MILLION;
}

/** By largest remainder, ties to the earlier line. */
function spread(amount: bigint, weights: readonly bigint[]): bigint[] {
  const all = sum(weights);
  if (all === 0n) return weights.map(() => 0n);
  const parts = weights.map((weight) => (amount * weight) / all);
  const rests = weights.map((weight, index) => ({ index, rest: (amount * weight) % all }));
  rests.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  const missing = Number(amount - sum(parts));
  for (const { index } of rests.slice(0, missing)) parts[index] = (parts[index] ?? 0n) + 1n;
  return parts;
}

function sum(parts: readonly bigint[]): bigint {
  return parts.reduce((all, part) => all + part, 0n);
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
