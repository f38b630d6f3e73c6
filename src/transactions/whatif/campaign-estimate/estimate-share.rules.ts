import {
  compareCampaigns,
  compileCampaign,
  type CampaignDocument,
  type CompiledCampaign,
  type CompiledProgram,
  type Decision,
  type RunningCampaigns,
} from '../../../decision';
import type { JournalRow } from '../../ledger/journal/journal-row';
import type { JournalOfGuest, ProgramLookup } from '../../replay/guest-history.rules';
import type { ReplaySettings } from '../../replay/guest-replay.rules';
import { asksCampaigns } from '../../till/kinds/act-traits';
import { PLENTY, replayedCampaigns } from '../../replay/replayed-campaigns.rules';
import { drawOf, isInHoldout } from '../../../configuration/pure';
import { HypotheticalGuest, type PastGuest, whenOf } from '../guests/hypothetical-guest.rules';
import { movementOfHappened, type DraftEvent } from '../guests/movement.rules';

/** A campaign to estimate, in the form stored with its run. */
export interface EstimatedCampaign {
  /** Null: the campaign has no code yet. */
  readonly code: string | null;
  readonly document: CampaignDocument;
}

/** The figures of one restaurant. Null: acts without a restaurant. Money in minor units. */
export interface EstimatedPlace {
  readonly restaurantId: string | null;
  readonly points: number;
  readonly money: number;
  readonly uses: number;
}

/** The result for a part of the guests. Plain data, which is sent between threads. */
export interface EstimateOutcome {
  /** How many sales the window has, whether or not the campaign applied to them. */
  readonly sales: number;
  readonly reached: number;
  readonly rewards: number;
  readonly places: readonly EstimatedPlace[];
}

/** A code that no campaign can have. */
const NO_CODE = '~';

/**
 * Plays guests through the window twice, without and with the campaign, and adds up the differences. So caps, groups,
 * multipliers and tiers count as they would in reality.
 */
export class EstimateShare {
  private readonly campaign: CompiledCampaign;
  private readonly places = new Map<string | null, { points: number; money: number; uses: number }>();
  private readonly counts = { sales: 0, reached: 0, rewards: 0 };
  private begun = 0;
  private current: {
    readonly guestId: string;
    readonly sides: readonly HypotheticalGuest[];
    isReached: boolean;
  } | null = null;

  /**
   * @param program decides on both sides
   * @param campaign with its schedule moved into the window
   * @param from when the window begins
   */
  constructor(
    private readonly program: CompiledProgram,
    campaign: EstimatedCampaign,
    private readonly past: ProgramLookup,
    private readonly settings: ReplaySettings & { readonly holdoutPpm: number },
    private readonly from: number,
  ) {
    // The estimate assumes that every guest knows the promo code, and that every guest joins.
    const document = { ...campaign.document, promoCode: undefined };
    this.campaign = compileCampaign(campaign.code ?? NO_CODE, 1, document);
  }

  get guests(): number {
    return this.begun;
  }

  /** Adds the next row. Rows are sorted by guest and version. */
  add(guestId: string, guest: PastGuest, { row, transfers, inherited }: JournalOfGuest): void {
    if (this.current?.guestId !== guestId) {
      this.finishGuest();
      this.begun += 1;
      this.current = { guestId, sides: this.sidesOf(guestId, guest), isReached: false };
    }
    if (row.type === 'SALE' && whenOf(row) >= this.from) this.counts.sales += 1;
    for (const side of this.current.sides) side.next(row, transfers, inherited);
  }

  finish(): EstimateOutcome {
    this.finishGuest();
    const places = [...this.places].map(([restaurantId, sums]) => ({ restaurantId, ...sums }));
    return { ...this.counts, places };
  }

  /** The guest without and with the campaign. For a guest in the network's control group, there is no difference to find. */
  private sidesOf(guestId: string, guest: PastGuest): readonly HypotheticalGuest[] {
    const { networkId, holdoutPpm } = this.settings;
    if (isInHoldout(drawOf(guestId), networkId, holdoutPpm)) return [];
    return [this.sideOf(guest, -1), this.sideOf(guest, 1)];
  }

  private sideOf(guest: PastGuest, sign: 1 | -1): HypotheticalGuest {
    const beginning = { at: this.from, isAnother: false };
    const tell = (happened: DraftEvent): void => this.count(happened, sign);
    const campaignsOf = (row: JournalRow) => (sign > 0 ? this.withIt(row) : this.withoutIt(row));
    return new HypotheticalGuest(guest, this.program, this.past, this.settings, tell, { beginning, campaignsOf });
  }

  /** The campaigns at the row without versions of this campaign that really ran, so that the estimate covers the whole campaign. */
  private withoutIt(row: JournalRow): RunningCampaigns | undefined {
    const past = replayedCampaigns(this.settings.campaigns, row);
    return past && { ...past, inOrder: past.inOrder.filter(({ code }) => code !== this.campaign.code) };
  }

  /** The campaigns at the row with this one. It also applies to imported receipts, which it would have met. */
  private withIt(row: JournalRow): RunningCampaigns | undefined {
    if (row.guestId === null || !asksCampaigns(row.type)) return undefined;
    const { campaign } = this;
    const past = this.withoutIt(row) ?? {
      inOrder: [],
      draw: drawOf(row.guestId),
      isHeldOut: () => false,
      left: () => PLENTY,
    };
    return {
      ...past,
      inOrder: [...past.inOrder, campaign].sort(compareCampaigns),
      left: (code, asked) => (code === campaign.code ? PLENTY : past.left(code, asked)),
    };
  }

  private count(happened: DraftEvent, sign: 1 | -1): void {
    const { issued, issuedValue, discount, restaurantId } = movementOfHappened(
      happened,
      this.program.document.pointValue,
    );
    const uses = sign > 0 ? this.usesOf(happened.decision) : 0;
    if (issued === 0 && discount === 0 && uses === 0) return;
    const known = this.places.get(restaurantId) ?? { points: 0, money: 0, uses: 0 };
    known.points += sign * issued;
    known.money += sign * (issuedValue + discount);
    known.uses += uses;
    this.places.set(restaurantId, known);
  }

  private usesOf({ details, trace }: Decision): number {
    const sold = details?.kind === 'SALE' || details?.kind === 'AWARD' ? (details.campaigns ?? []) : [];
    const { code } = this.campaign;
    const uses = sold.reduce((sum, one) => sum + (one.campaign === code ? one.uses : 0), 0);
    if (uses > 0 && this.current !== null) this.current.isReached = true;
    const reward = `campaign.${code}.reward`;
    this.counts.rewards += trace.filter(({ rule }) => rule === reward).length;
    return uses;
  }

  private finishGuest(): void {
    if (this.current?.isReached === true) this.counts.reached += 1;
    this.current = null;
  }
}
