import {
  type BudgetLeft,
  type CampaignDocument,
  compileCampaign,
  costOf,
  type Decision,
  type RunningCampaigns,
  variantSeed,
} from '../../../../src/decision';
import type { TillCopy as CopyWithGuests } from '../../entities/offline/offline.api';

/** The programme, the campaigns and the settings that a device has copied, without its guests. */
export type TillCopy = Omit<CopyWithGuests, 'guests'>;

const SHARES = 1_000_000;
const OF_16_BITS = 2 ** 32;

/** Points, money and uses that an act took from a campaign's budgets. */
export interface GivenByCampaign {
  readonly campaign: string;
  readonly points: number;
  readonly uses: number;
  /** Discount in minor units; left out: none. */
  readonly money?: number;
}

type CopiedLimits = NonNullable<TillCopy['campaigns']>[number]['left'];

/** The campaigns for acts of one guest, with budgets reduced by the acts on this device. */
export class CopiedCampaigns {
  private readonly taken: GivenByCampaign[] = [];

  private constructor(
    private readonly lefts: ReadonlyMap<string, CopiedLimits>,
    private readonly campaigns: Omit<RunningCampaigns, 'left'>,
  ) {}

  /** Null: no campaign runs, or this device has no copy of them. */
  static async of({ campaigns, holdout }: TillCopy, guestId: string): Promise<CopiedCampaigns | null> {
    // A copy made by an earlier version has no campaigns.
    const copied = campaigns ?? [];
    if (copied.length === 0) return null;
    const inOrder = copied.map(({ code, version, document }) =>
      compileCampaign(code, version, document as unknown as CampaignDocument),
    );
    const seeds = inOrder.flatMap(({ code, document: { control, variants = [] } }) => [
      ...(control === null ? [] : [control.seed]),
      ...(variants.length === 0 ? [] : [variantSeed(code)]),
    ]);
    const draw = await drawOf(guestId, [holdout.seed, ...seeds]);
    const lefts = new Map(copied.map(({ code, left }) => [code, left]));
    return new CopiedCampaigns(lefts, { inOrder, draw, isHeldOut: () => draw(holdout.seed) < holdout.sharePpm });
  }

  take(given: readonly GivenByCampaign[]): void {
    this.taken.push(...given);
  }

  get running(): RunningCampaigns {
    return { ...this.campaigns, left: (code, { pointValue }) => this.left(code, pointValue) };
  }

  /** Acts of other tills are unknown here; the server decides again when the act is delivered. */
  private left(code: string, pointValue: number): BudgetLeft {
    const { points, money, uses } = this.lefts.get(code) ?? { points: null, money: null, uses: null };
    const taken = this.taken.filter(({ campaign }) => campaign === code);
    const rest = (left: number | null, of: (given: GivenByCampaign) => number) =>
      left === null
        ? Infinity
        : Math.max(
            0,
            taken.reduce((sum, given) => sum - of(given), left),
          );
    return {
      POINTS: rest(points, (given) => given.points),
      MONEY: rest(money, (given) => costOf(given.points, pointValue) + (given.money ?? 0)),
      USES: rest(uses, (given) => given.uses),
      isHeldElsewhere: false,
    };
  }
}

/** The points, money and uses that a decided sale takes from campaigns' budgets. */
export function givenBy({ details }: Decision): readonly GivenByCampaign[] {
  const sold = details?.kind === 'SALE' ? (details.campaigns ?? []) : [];
  return sold.flatMap(({ campaign, arm, points, uses, money }) =>
    arm === 'OFFERED' && uses > 0 ? [{ campaign, points, uses, ...(money !== undefined && { money }) }] : [],
  );
}

/** The guest's position in each seed's draw, computed as on the server: 48 bits of SHA-256. */
async function drawOf(guestId: string, seeds: readonly string[]): Promise<RunningCampaigns['draw']> {
  const drawn = new Map(
    await Promise.all(
      seeds.map(async (seed) => {
        const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${seed}:${guestId}`));
        const bytes = new DataView(digest);
        return [seed, (bytes.getUint16(0) * OF_16_BITS + bytes.getUint32(2)) % SHARES] as const;
      }),
    ),
  );
  return (seed) => {
    const found = drawn.get(seed);
    if (found === undefined) throw new Error(`nothing was drawn for ${seed}`);
    return found;
  };
}
