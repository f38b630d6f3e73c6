import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { settings } from '../../platform/settings/settings';
import {
  DATA_FOLDER,
  type GuestDraw,
  ImportReceipts,
  type ImportSummary,
  listReceiptNumbers,
  type Progress,
} from '../imports';
import { DEMO_NETWORKS, DEMO_OWNER, type DemoNetwork } from './demo-networks';
import { DemoCases } from './demo-cases';
import { DemoPlaces } from './demo-places';
import { DemoStaff } from './demo-staff';
import { drawGuests } from './guest-draw.rules';
import { guestProfile } from './guest-profiles.rules';

/** The result of seeding one network of the demonstration. */
export interface SeededNetwork {
  readonly code: string;
  /** Null: filled with places and people alone. */
  readonly receipts: ImportSummary | null;
}

/**
 * Fills the demonstration: two networks with their people, and with `full` a year of real receipts, by the import that
 * a network uses for its own history. Whatever is there already stays, so it may be run again and again.
 */
@Injectable()
export class SeedDemo {
  constructor(
    private readonly places: DemoPlaces,
    private readonly staff: DemoStaff,
    private readonly imports: ImportReceipts,
    private readonly cases: DemoCases,
  ) {}

  async run(extent: 'small' | 'full', progressOf: (title: string) => Progress): Promise<SeededNetwork[]> {
    if (settings.production) throw new Error('The demonstration is never filled in production.');
    await this.staff.ensureOwner(DEMO_OWNER);
    const seeded: SeededNetwork[] = [];
    for (const demo of DEMO_NETWORKS) {
      const { networkId, restaurantIds } = await this.places.ensure(demo);
      for (const user of demo.staff) await this.staff.ensureStaff(networkId, user, restaurantIds);
      const receipts = extent === 'full' ? await this.fill(networkId, demo, progressOf(demo.network.name)) : null;
      if (receipts !== null) await this.cases.ensure(networkId);
      seeded.push({ code: demo.network.code, receipts });
    }
    return seeded;
  }

  private async fill(networkId: string, demo: DemoNetwork, progress: Progress): Promise<ImportSummary> {
    const file = join(DATA_FOLDER, demo.receipts.file);
    const { language } = demo.network;
    return this.imports.run({
      networkId,
      file,
      mapping: demo.receipts.mapping,
      moveToYesterday: true,
      progress,
      drawGuests: demo.draw === null ? undefined : (): Promise<GuestDraw> => drawFor(file, demo),
      profileOf: (externalId) => guestProfile(externalId, language),
    });
  }
}

async function drawFor(file: string, { receipts, draw }: DemoNetwork): Promise<GuestDraw> {
  if (draw === null) return () => null;
  const ranks = drawGuests(await listReceiptNumbers(file, receipts.mapping), draw);
  return ({ number }) => {
    const rank = ranks.get(number);
    return rank === undefined ? null : `guest-${String(rank).padStart(4, '0')}`;
  };
}
