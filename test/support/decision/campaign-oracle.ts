/**
 * Points of campaigns, computed another way than the decision: each figure is counted anew from all sales and their
 * refunds. It knows a base of one point a hundred, no tiers, no rules, offers and tasks.
 */
import { createHash } from 'node:crypto';
import type { CampaignDocument } from '../../../src/decision';

const STEP = 100n;
/** The share of all tasks. */
const ALL = 1_000_000;

export interface OracleLine {
  readonly category: string;
  readonly total: number;
}

interface OracleGain {
  readonly campaign: string;
  readonly points: number;
  readonly byLine: readonly number[];
}

interface OracleSale {
  readonly restaurant: string;
  readonly lines: readonly OracleLine[];
  readonly refunded: number[];
  readonly gains: readonly OracleGain[];
  isWhole: boolean;
}

interface OraclePayout {
  readonly campaign: string;
  /** Parts per million of the tasks after which the payout is due; a million: all tasks. */
  readonly share: number;
  readonly points: number;
}

export class CampaignOracle {
  readonly sales: OracleSale[] = [];
  private readonly payouts: OraclePayout[] = [];
  private readonly order: readonly string[];

  /** @param drawn the place of the guest in the draws of variants, 0 to 999,999 */
  constructor(
    private readonly documents: Readonly<Record<string, CampaignDocument>>,
    private readonly drawn = 0,
  ) {
    const placeOf = (code: string) => {
      const { group, priority } = documents[code] as CampaignDocument;
      return [group?.code ?? '', String(priority).padStart(5, '0'), code].join('\n');
    };
    this.order = Object.keys(documents).sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  }

  /** Points of the sale. */
  sell(lines: readonly OracleLine[], restaurant = ''): number {
    const gains: OracleGain[] = [];
    const won = new Set<string>();
    const factors = lines.map(() => [1n, 1n] as [bigint, bigint]);
    let rated = pointsByRate(lines, factors);
    let sum = rated;
    for (const code of this.order) {
      const document = this.documents[code] as CampaignDocument;
      const { group } = document;
      const offer = offerAt(document, this.drawn);
      if (offer === null || (group?.mode === 'EXCLUSIVE' && won.has(group.code))) continue;
      const meant = lines.flatMap((line, index) => (isMeant(document, line) ? [index] : []));
      if (meant.length === 0) continue;
      const paid = meant.reduce((all, index) => all + (lines[index] as OracleLine).total, 0);
      let wanted = 0;
      let multiplied: [bigint, bigint][] | null = null;
      if (offer.kind === 'POINTS') wanted = offer.points;
      else if (offer.kind === 'PER_STEP') wanted = Math.floor(paid / offer.step) * offer.points;
      else if (offer.kind === 'MULTIPLIER') {
        multiplied = factors.map(([n, d], index) =>
          meant.includes(index) ? [n * BigInt(offer.multiplierPpm), d * 1_000_000n] : [n, d],
        );
        wanted = pointsByRate(lines, multiplied) - rated;
      }
      const given = this.within(code, wanted);
      if (given <= 0) continue;
      if (multiplied !== null) {
        multiplied.forEach((factor, index) => (factors[index] = factor));
        rated = pointsByRate(lines, factors);
      }
      sum += given;
      if (group?.mode === 'EXCLUSIVE') won.add(group.code);
      gains.push({ campaign: code, points: given, byLine: divided(given, lines, meant) });
    }
    this.sales.push({ restaurant, lines, refunded: lines.map(() => 0), gains, isWhole: false });
    return sum + this.payDue();
  }

  /** @param amounts money taken back from each line, in minor units */
  refund(sale: number, amounts: readonly number[]): void {
    const of = this.sales[sale] as OracleSale;
    amounts.forEach((amount, index) => (of.refunded[index] = (of.refunded[index] ?? 0) + amount));
    of.isWhole = of.lines.every(({ total }, index) => total === of.refunded[index]);
    for (let at = this.payouts.length - 1; at >= 0; at -= 1) {
      const { campaign, share } = this.payouts[at] as OraclePayout;
      if (!this.areMet(campaign, share)) this.payouts.splice(at, 1);
    }
  }

  /** Points and uses of a campaign that were not given back. */
  standing(code: string): { readonly points: number; readonly uses: number } {
    let points = 0;
    let uses = 0;
    for (const sale of this.sales)
      for (const gain of sale.gains) {
        if (gain.campaign !== code) continue;
        points += gain.byLine.reduce((sum, part, index) => sum + part - backOf(part, sale, index), 0);
        if (!sale.isWhole) uses += 1;
      }
    for (const payout of this.payouts) {
      if (payout.campaign !== code) continue;
      points += payout.points;
      if (payout.share === ALL) uses += 1;
    }
    return { points, uses };
  }

  progress(code: string, taskId: string): number {
    const document = this.documents[code] as CampaignDocument;
    const task = document.challenge?.tasks.find(({ id }) => id === taskId);
    if (task?.kind !== 'BUY') throw new Error('no such task');
    let sum = 0;
    const restaurants = new Set<string>();
    const categories = new Set<string>();
    for (const sale of this.sales) {
      const meant = sale.lines.flatMap((line, index) => (isMeant(document, line) ? [index] : []));
      if (meant.length === 0) continue;
      if (!sale.isWhole) restaurants.add(sale.restaurant);
      for (const index of meant) {
        const { category, total } = sale.lines[index] as OracleLine;
        if ((sale.refunded[index] ?? 0) < total) categories.add(category);
      }
      if (task.measure === 'VISITS') sum += sale.isWhole ? 0 : 1;
      else
        for (const index of meant) {
          const { total } = sale.lines[index] as OracleLine;
          sum += total - backOf(total, sale, index);
        }
    }
    if (task.measure === 'RESTAURANTS') return restaurants.size;
    return task.measure === 'CATEGORIES' ? categories.size : sum;
  }

  private areMet(code: string, share: number): boolean {
    const tasks = (this.documents[code] as CampaignDocument).challenge?.tasks ?? [];
    return tasks.every(({ id, target }) => this.progress(code, id) * ALL >= target * share);
  }

  private payDue(): number {
    let sum = 0;
    for (const code of this.order) {
      const { challenge } = this.documents[code] as CampaignDocument;
      if (challenge === null) continue;
      const whole = challenge.payouts.reduce((all, payout) => all + ('points' in payout ? payout.points : 0), 0);
      const steps = (challenge.steps ?? []).map(({ sharePpm, points }) => ({ share: sharePpm as number, points }));
      const due = [...steps, { share: ALL, points: whole }].filter(
        ({ share }) =>
          this.areMet(code, share) && !this.payouts.some((one) => one.campaign === code && one.share === share),
      );
      const points = due.reduce((all, one) => all + one.points, 0);
      if (due.length === 0 || this.within(code, points) < points) continue;
      for (const one of due) this.payouts.push({ campaign: code, ...one });
      sum += points;
    }
    return sum;
  }

  /** How many of the points caps and budgets leave. */
  private within(code: string, wanted: number): number {
    const { budgets, onShortBudget, caps } = this.documents[code] as CampaignDocument;
    const { points, uses } = this.standing(code);
    if (caps?.uses !== null && caps?.uses !== undefined && uses >= caps.uses) return 0;
    const capped = caps?.perGuest === null || caps === null ? wanted : Math.min(wanted, caps.perGuest - points);
    let left = Infinity;
    for (const { unit, limit } of budgets)
      left = Math.min(left, unit === 'USES' ? (uses < limit ? Infinity : 0) : limit - points);
    if (left >= capped) return Math.max(0, capped);
    return onShortBudget === 'CUT' ? Math.max(0, left) : 0;
  }
}

/** The offer of the variant that holds the place: shares stand side by side from 0 to a million. */
function offerAt({ offer, variants = [] }: CampaignDocument, drawn: number): CampaignDocument['offer'] {
  const begins = variants.map((_, index) => variants.slice(0, index).reduce((sum, { sharePpm }) => sum + sharePpm, 0));
  const own = variants.filter((_, index) => (begins[index] as number) <= drawn).at(-1)?.offer;
  return own ?? offer;
}

/** Where a guest stands in the draw of a seed: the first 48 bits of SHA-256, modulo a million. */
export function placeInDraw(seed: string, guestId: string): number {
  const hex = createHash('sha256').update(`${seed}:${guestId}`).digest('hex').slice(0, 12);
  return Number(BigInt(`0x${hex}`) % 1_000_000n);
}

function isMeant({ when }: CampaignDocument, { category, total }: OracleLine): boolean {
  return total > 0 && (when === null || category === 'pizza');
}

/** ⌊full steps + Σ shareᵢ ÷ step × (factorᵢ − 1)⌋ in exact fractions. */
function pointsByRate(lines: readonly OracleLine[], factors: readonly (readonly [bigint, bigint])[]): number {
  const paid = lines.reduce((sum, { total }) => sum + BigInt(total), 0n);
  const common = factors.reduce((product, [, denominator]) => product * denominator, 1n);
  const extra = lines.reduce((sum, { total }, index) => {
    const [n, d] = factors[index] as [bigint, bigint];
    return sum + BigInt(total) * (n - d) * (common / d);
  }, 0n);
  return Number(((paid / STEP) * STEP * common + extra) / (STEP * common));
}

/** By largest remainder, ties to the earlier line. */
function divided(points: number, lines: readonly OracleLine[], meant: readonly number[]): number[] {
  const weight = (index: number) => (meant.includes(index) ? (lines[index] as OracleLine).total : 0);
  const all = meant.reduce((sum, index) => sum + weight(index), 0);
  const parts = lines.map((_, index) => Math.floor((points * weight(index)) / all));
  const rests = lines.map((_, index) => ({ index, rest: (points * weight(index)) % all }));
  rests.sort((a, b) => b.rest - a.rest || a.index - b.index);
  const missing = points - parts.reduce((sum, part) => sum + part, 0);
  for (const { index } of rests.slice(0, missing)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}

function backOf(part: number, { lines, refunded }: OracleSale, index: number): number {
  return Math.floor((part * (refunded[index] ?? 0)) / (lines[index] as OracleLine).total);
}
