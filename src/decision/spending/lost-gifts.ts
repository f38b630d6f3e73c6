/** Money off that asked for goods to be bought falls away with these goods (docs/decisions/0150). */
import { multiplyDivide } from '../basics/integers';
import type { BoughtGoods, RefundAct, SoldCampaign } from '../act/types';

/** The part of a refund on one line, as far as a lost gift changes it. */
type RefundedMoney = { readonly gross: number; readonly grossBefore: number; discount: number; payable: number };
type RestingGift = SoldCampaign & { readonly restsOn: BoughtGoods };

type LostGifts<Part> = {
  readonly lines: readonly (Part & { readonly lostGift: number })[];
  /** Minor units of money off other lines that fall away, by the campaign's code. Below zero: they fell away with an earlier refund, and this refund returns those lines. */
  readonly byCampaign: ReadonlyMap<string, number>;
};

const NONE: ReadonlyMap<string, number> = new Map();

/** Pays for the lost part of a gift out of the money that goes back for the goods that had to be bought for it, never with more than that. */
export function loseGifts<Part extends RefundedMoney>(act: RefundAct, parts: readonly Part[]): LostGifts<Part> {
  const lines = parts.map((part) => ({ ...part, lostGift: 0 }));
  const gifts = (act.details.campaigns ?? []).filter(isGift);
  if (gifts.length === 0) return { lines, byCampaign: NONE };
  const byCampaign = new Map<string, number>();
  const before = parts.map(({ grossBefore }) => grossBefore);
  const after = parts.map(({ grossBefore, gross }) => grossBefore + gross);
  for (const gift of gifts) {
    const own = ownBack(act, gift, after);
    const wanted = Math.max(own, withGoods(act, gift, after)) - own;
    const change = wanted - (returnedBefore(act, gift) - ownBack(act, gift, before));
    byCampaign.set(gift.campaign, change > 0 ? charge(lines, gift, change) : -giveBack(lines, gift, -change));
  }
  return { lines, byCampaign };
}

function isGift(sold: SoldCampaign): sold is RestingGift {
  return sold.restsOn !== undefined;
}

/** The part of the money off that ends because the cheaper lines themselves are refunded. */
function ownBack({ lines }: RefundAct, { byLine }: RestingGift, refunded: readonly number[]): number {
  return byLine.reduce((sum, off, index) => {
    const gross = lines[index]?.gross ?? 0;
    return gross === 0 ? sum : sum + multiplyDivide(off, refunded[index] as number, gross);
  }, 0);
}

/** The part of the money off that ends because the refund leaves too little of the goods that had to be bought. */
function withGoods({ lines }: RefundAct, { byLine, restsOn }: RestingGift, refunded: readonly number[]): number {
  const { amount } = restsOn;
  const stays = restsOn.lines.reduce((sum, index) => sum + (lines[index]?.gross ?? 0) - (refunded[index] as number), 0);
  if (stays >= amount) return 0;
  return multiplyDivide(
    byLine.reduce((sum, off) => sum + off, 0),
    amount - stays,
    amount,
  );
}

function returnedBefore({ refunds, saleId }: RefundAct, { campaign, receiptId = saleId }: RestingGift): number {
  const back = refunds.flatMap(({ campaigns = [] }) => campaigns);
  return back.reduce(
    (sum, one) => (one.campaign === campaign && one.transactionId === receiptId ? sum + one.money : sum),
    0,
  );
}

type ChangedLine = RefundedMoney & { lostGift: number };

function charge(lines: readonly ChangedLine[], { restsOn }: RestingGift, amount: number): number {
  let missing = amount;
  for (const index of restsOn.lines) {
    const line = lines[index] as ChangedLine;
    const taken = Math.min(missing, line.payable);
    line.payable -= taken;
    line.discount += taken;
    line.lostGift += taken;
    missing -= taken;
  }
  return amount - missing;
}

function giveBack(lines: readonly ChangedLine[], { byLine }: RestingGift, amount: number): number {
  let missing = amount;
  for (const [index, line] of lines.entries()) {
    if ((byLine[index] ?? 0) === 0) continue;
    const given = Math.min(missing, line.discount);
    line.discount -= given;
    line.payable += given;
    line.lostGift -= given;
    missing -= given;
  }
  return amount - missing;
}
