import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { calendarOf, isoDateOf } from 'loyalty-platform/platform/clock/calendar';
import { RfmBoundaries } from 'loyalty-platform/marketing';
import { Clock } from 'loyalty-platform/platform/clock/clock';
import { settings } from 'loyalty-platform/platform/settings/settings';
import {
  DATA_FOLDER,
  ImportReceipts,
  type ImportSummary,
  listReceipts,
  type Progress,
} from 'loyalty-platform/integrations';
import { DEMO_NETWORKS, DEMO_OWNER, type DemoNetwork } from './demo-networks';
import { DemoDay, type DemoClock } from './demo-day';
import type { ApiDoor } from './demo-desk';
import { DemoBilling } from './demo-billing';
import { DemoAutomations } from './demo-automations';
import { DemoCases } from './demo-cases';
import { DemoConsents } from './demo-consents';
import { DemoDoubles } from './demo-doubles';
import { DemoFeedback } from './demo-feedback';
import { connectSystems } from './demo-integrations';
import { DemoLeaderboard } from './demo-leaderboard';
import { DemoWheel } from './demo-wheel';
import { DemoFraud } from './demo-fraud';
import { giveGiftCards } from './demo-gifts';
import { DemoLook } from './demo-look';
import { DemoPastCampaign } from './demo-past-campaign';
import { DemoPictures } from './demo-pictures';
import { DemoPlaces } from './demo-places';
import { DemoSandbox } from './demo-sandbox';
import { runShadow } from './demo-shadow';
import { bindTill } from './demo-till';
import { DemoStaff } from './demo-staff';
import { DemoTenants } from './demo-tenants';
import { DemoVisitors } from './demo-visitors';
import { guestProfile } from './guest-profiles.rules';
import { retellingOf } from './retelling.rules';

/** A demonstration network whose restaurants and staff exist. */
export interface PlacedNetwork {
  readonly networkId: string;
  readonly demo: DemoNetwork;
}

/** The result of filling one network of the demonstration. */
export interface FilledNetwork {
  readonly code: string;
  readonly receipts: ImportSummary;
}

/**
 * Fills the demonstration: networks with staff; then a year of receipts, by the import for a network's own history; then a day of acts through the
 * API. Existing data stays, so it can run repeatedly, and while a server runs.
 */
@Injectable()
export class SeedDemo {
  constructor(
    private readonly places: DemoPlaces,
    private readonly pictures: DemoPictures,
    private readonly looks: DemoLook,
    private readonly staff: DemoStaff,
    private readonly imports: ImportReceipts,
    private readonly cases: DemoCases,
    private readonly consents: DemoConsents,
    private readonly doubles: DemoDoubles,
    private readonly feedback: DemoFeedback,
    private readonly leaderboard: DemoLeaderboard,
    private readonly wheel: DemoWheel,
    private readonly fraud: DemoFraud,
    private readonly automations: DemoAutomations,
    private readonly pastCampaign: DemoPastCampaign,
    private readonly sandbox: DemoSandbox,
    private readonly billing: DemoBilling,
    private readonly tenants: DemoTenants,
    private readonly visitors: DemoVisitors,
    private readonly rfm: RfmBoundaries,
    private readonly clock: Clock,
  ) {}

  /** Makes restaurants, programmes and staff of all networks, without receipts. */
  async place(): Promise<PlacedNetwork[]> {
    if (settings.production) throw new Error('The demonstration is never filled in production.');
    await this.staff.ensureOwner(DEMO_OWNER);
    const placed: PlacedNetwork[] = [];
    for (const demo of DEMO_NETWORKS) {
      const { networkId, restaurantIds } = await this.places.ensure(demo);
      if (demo.isActedOut) await this.looks.ensure(networkId);
      await this.pictures.ensure(networkId);
      for (const user of demo.staff) await this.staff.ensureStaff(networkId, user, restaurantIds);
      placed.push({ networkId, demo });
    }
    return placed;
  }

  /** Gives the networks that are acted out a few guests, where no receipts bring them. */
  async welcome(placed: readonly PlacedNetwork[]): Promise<void> {
    for (const { networkId, demo } of placed) if (demo.isActedOut) await this.visitors.ensure(networkId);
  }

  /** Imports each network's year of receipts and simulates the next day through this application's API. */
  async fill(
    placed: readonly PlacedNetwork[],
    door: ApiDoor,
    progressOf: (title: string) => Progress,
  ): Promise<FilledNetwork[]> {
    const filled: FilledNetwork[] = [];
    for (const { networkId, demo } of placed) {
      const receipts = await this.fillNetwork(networkId, demo, door, progressOf(demo.network.name));
      filled.push({ code: demo.network.code, receipts });
    }
    const payers = await this.tenants.ensure();
    for (const { networkId, demo } of placed) if (demo.plan !== null) payers.push({ networkId, plan: demo.plan });
    await this.billing.ensure(door, payers, isoDateOf(this.todayOf('Europe/Moscow')));
    // The server made the limits while a part of the receipts was there.
    for (const { networkId } of payers) await this.rfm.renew(networkId);
    return filled;
  }

  private async fillNetwork(
    networkId: string,
    demo: DemoNetwork,
    door: ApiDoor,
    progress: Progress,
  ): Promise<ImportSummary> {
    const clock = this.clockOf(demo);
    const day = demo.isActedOut ? await DemoDay.open(door, clock) : null;
    await day?.prepare();
    const receipts = await this.importReceipts(networkId, demo, progress);
    if (demo.isActedOut) await this.consents.ensure(networkId);
    await this.cases.ensure(networkId);
    if (demo.isActedOut) await this.feedback.ensure(networkId);
    if (demo.isActedOut) await this.leaderboard.ensure(networkId);
    if (day?.isPlayed === false) {
      await day.planCampaigns();
      await this.wheel.open(door);
      await day.invite();
      await this.pastCampaign.ensure(networkId, clock.today);
      await this.pictures.ensure(networkId);
      await this.places.confirm(networkId);
    }
    await day?.play();
    if (day?.isPlayed === false) await this.wheel.spin(networkId);
    if (demo.isActedOut) await this.automations.ensure(networkId);
    if (demo.isActedOut) await this.fraud.ensure(networkId, door, clock);
    if (demo.isActedOut) await giveGiftCards(door, clock.today);
    if (demo.isActedOut) await this.sandbox.ensure(networkId);
    if (demo.isActedOut) await connectSystems(door, this.doubles, clock);
    if (demo.isActedOut) await bindTill(door, demo.staff);
    if (demo.isActedOut) await runShadow(door, clock);
    return receipts;
  }

  private async importReceipts(
    networkId: string,
    { network, receipts, retelling }: DemoNetwork,
    progress: Progress,
  ): Promise<ImportSummary> {
    const file = join(DATA_FOLDER, receipts.file);
    return this.imports.run({
      networkId,
      file,
      mapping: receipts.mapping,
      moveToYesterday: true,
      consentBasis: 'FORMER_SYSTEM',
      progress,
      isBackground: true,
      retell: retellingOf(await listReceipts(file, receipts.mapping), retelling, this.todayOf(network.timeZone) - 1),
      profileOf: (externalId) => guestProfile(externalId, network.language),
    });
  }

  /** The local day, in days since 1970-01-01. */
  private todayOf(timeZone: string): number {
    return calendarOf(timeZone, '00:00').localDay(this.clock.now().getTime());
  }

  /** The simulated day, and the past months of the receipts, which cover a year and end yesterday. */
  private clockOf({ network }: DemoNetwork): DemoClock {
    const calendar = calendarOf(network.timeZone, '00:00');
    const now = this.clock.now().getTime();
    const today = this.todayOf(network.timeZone);
    const months = new Set<string>();
    for (let day = today - DAYS_OF_RECEIPTS; day < today; day += 1) months.add(isoDateOf(day).slice(0, 7));
    months.delete(isoDateOf(today).slice(0, 7));
    return {
      today: isoDateOf(today),
      minute: calendar.minuteOfDay(now),
      instantOf: (minute) => new Date(calendar.startOfDay(today) + minute * 60_000),
      monthsOver: [...months],
    };
  }
}

const DAYS_OF_RECEIPTS = 365;
