import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { calendarOf } from 'loyalty-platform/platform/clock/calendar';
import { Clock } from 'loyalty-platform/platform/clock/clock';
import { ImportReceipts, listReceipts, SILENT } from 'loyalty-platform/integrations';
import { DEMO_NETWORKS, type DemoPlan } from './demo-networks';
import { DemoPlaces } from './demo-places';
import { DemoStaff } from './demo-staff';
import { DEMO_TENANTS, type DemoTenant } from './demo-tenant-networks';
import { guestProfile } from './guest-profiles.rules';
import { retellingOf } from './retelling.rules';
import { tenantReceipts } from './tenant-receipts.rules';

/** The mapping of the columns of the generated receipts. */
const MAPPING = DEMO_NETWORKS[0]?.receipts.mapping ?? '';

/** Makes the other networks of the demonstration's owner, with ten weeks of sales. */
@Injectable()
export class DemoTenants {
  constructor(
    private readonly places: DemoPlaces,
    private readonly staff: DemoStaff,
    private readonly imports: ImportReceipts,
    private readonly clock: Clock,
  ) {}

  /** Makes each network once, also when a stopped run continues. */
  async ensure(): Promise<{ readonly networkId: string; readonly plan: DemoPlan }[]> {
    const tenants = [];
    for (const tenant of DEMO_TENANTS) {
      const { networkId, restaurantIds } = await this.places.ensure(tenant);
      for (const user of tenant.staff) await this.staff.ensureStaff(networkId, user, restaurantIds);
      await this.importReceipts(networkId, tenant);
      tenants.push({ networkId, plan: tenant.plan });
    }
    return tenants;
  }

  private async importReceipts(networkId: string, tenant: DemoTenant): Promise<void> {
    const { timeZone, language, code } = tenant.network;
    const folder = await mkdtemp(join(tmpdir(), 'demo-'));
    try {
      const file = join(folder, `${code}.csv`);
      await writeFile(file, tenantReceipts(tenant));
      const yesterday = calendarOf(timeZone, '00:00').localDay(this.clock.now().getTime()) - 1;
      await this.imports.run({
        networkId,
        file,
        mapping: MAPPING,
        moveToYesterday: true,
        consentBasis: 'FORMER_SYSTEM',
        progress: SILENT,
        retell: retellingOf(await listReceipts(file, MAPPING), tenant.retelling, yesterday),
        profileOf: (externalId) => guestProfile(externalId, language),
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  }
}
