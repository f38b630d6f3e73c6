/** The kinds of money off: each is one entry here, its type, its schema and its form. */
import type { GoodsPart, MoneyOff } from '../act/campaign.types';
import { divideByWeights, floorDivide, multiplyDivideRounded } from '../basics/integers';
import { MILLION } from '../basics/numbers';
import { buyXGetY } from './buy-x-get-y';
import {
  cheapestOf,
  type CompiledPart,
  dearestFirst,
  nothingOff,
  type OffSale,
  piecesOf,
  piecesOfLine,
  type PriceLeft,
  takeRate,
} from './pieces';
import { weightsByShare } from './rule-gains';
import { combo } from './set-price';
import type { BoughtGoods, Line } from '../act/types';

/** Minor units off by line, and the goods that had to be bought for them. */
export type TakenOff = { readonly byLine: number[]; readonly restsOn?: BoughtGoods };

/** Goods named by a document of money off, and the path in the document of the member that names them. */
type NamedPart = { readonly path: readonly (string | number)[]; readonly part: GoodsPart };

export type KindOfMoneyOff<Document> = {
  /** Whether the kind counts pieces of goods. The parts of one combo of the till then count as one piece. */
  readonly countsPieces: boolean;
  /** Whether the kind lowers the price of delivery instead of goods. */
  readonly isOfDelivery?: true;
  /** The goods that a document of the kind names beside the conditions of its campaign. Absent: none. */
  readonly partsOf?: (document: Document) => readonly NamedPart[];
  /** Null: the sale has too few pieces. */
  readonly take: (document: Document, sale: OffSale, parts: readonly CompiledPart[]) => TakenOff | null;
};

export const MONEY_OFF: {
  readonly [Kind in MoneyOff['kind']]: KindOfMoneyOff<Extract<MoneyOff, { readonly kind: Kind }>>;
} = {
  SHARE: {
    countsPieces: false,
    take: ({ ratePpm }, { matched, left, rounding }) => {
      const share = multiplyDivideRounded(sumAt(left.counted, matched), ratePpm, MILLION, rounding);
      return { byLine: spread(share, matched, left.counted, left) };
    },
  },
  AMOUNT: {
    countsPieces: false,
    take: ({ amount }, { matched, left }) => ({
      byLine: spread(Math.min(amount, sumAt(left.room, matched)), matched, left.room, left),
    }),
  },
  CHEAPEST: {
    countsPieces: true,
    take: ({ of, ratePpm }, sale) => {
      const { lines, matched, left } = sale;
      if (piecesOf(lines, matched) < of) return null;
      const byLine = nothingOff(lines.length);
      takeRate(byLine, cheapestOf(lines, matched, left), 1, ratePpm, sale);
      return { byLine };
    },
  },
  EVERY_NTH: { countsPieces: true, take: everyNth },
  COMBO: {
    countsPieces: true,
    partsOf: ({ parts }) => parts.map((part, index) => ({ path: ['parts', index], part })),
    take: (document, sale, parts) => {
      const byLine = combo(document, parts, sale);
      return byLine === null ? null : { byLine };
    },
  },
  BUY_X_GET_Y: {
    countsPieces: true,
    partsOf: ({ buy, get }) => [
      { path: ['buy'], part: buy },
      { path: ['get'], part: get },
    ],
    take: (document, sale, parts) => buyXGetY(document, parts, sale),
  },
  FREE_DELIVERY: {
    countsPieces: false,
    isOfDelivery: true,
    take: (_, { lines, matched, left }) => {
      const byLine = nothingOff(lines.length);
      for (const index of matched) byLine[index] = left.price[index] as number;
      return { byLine };
    },
  },
};

/** The kind of money off to which a document belongs. */
export function kindOfMoneyOff({ kind }: MoneyOff): KindOfMoneyOff<MoneyOff> {
  return MONEY_OFF[kind] as KindOfMoneyOff<MoneyOff>;
}

/** The goods that any document of money off names beside the conditions of its campaign. */
export function namedParts(document: MoneyOff): readonly NamedPart[] {
  return kindOfMoneyOff(document).partsOf?.(document) ?? [];
}

/** Divides the amount over the lines by their weights. A line never falls below its least price. */
export function spread(
  amount: number,
  matched: readonly number[],
  weights: readonly number[],
  { room }: Pick<PriceLeft, 'room'>,
): number[] {
  const parts = divideByWeights(amount, matched.length === weights.length ? weights : weightsByShare(matched, weights));
  const off = matched.length === weights.length ? parts : nothingOff(weights.length);
  for (let at = 0; at < matched.length; at += 1) {
    const index = matched[at] as number;
    off[index] = Math.min(parts[at] as number, room[index] as number);
  }
  return off;
}

export function sumAt(values: readonly number[], indexes: readonly number[]): number {
  let sum = 0;
  for (const index of indexes) sum += values[index] as number;
  return sum;
}

function everyNth(
  { every, times, ratePpm }: MoneyOff & { readonly kind: 'EVERY_NTH' },
  sale: OffSale,
): TakenOff | null {
  const { lines, matched, left } = sale;
  if (piecesOf(lines, matched) < every) return null;
  const byLine = nothingOff(lines.length);
  const most = times ?? Infinity;
  let begun = 0;
  let hits = 0;
  for (const index of dearestFirst(lines, matched, left)) {
    begun += piecesOfLine(lines[index] as Line);
    const upTo = Math.min(floorDivide(begun, every), most);
    if (upTo > hits) takeRate(byLine, index, upTo - hits, ratePpm, sale);
    hits = upTo;
  }
  return { byLine };
}
