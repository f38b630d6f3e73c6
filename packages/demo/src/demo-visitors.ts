import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { guestMappingSchema, ImportGuests, SILENT } from 'loyalty-platform/integrations';
import { VISITORS } from './demo-parts';
import { guestProfile } from './guest-profiles.rules';

const MAPPING = guestMappingSchema.parse({
  version: 1,
  kind: 'GUESTS',
  name: 'visitors',
  columns: { externalId: 'id', name: 'name', phone: 'phone', points: 'points', consent: 'messages' },
});

/** Gives a demonstration without receipts a few guests with points, by the import of guests. */
@Injectable()
export class DemoVisitors {
  constructor(private readonly imports: ImportGuests) {}

  /** The same file again changes nothing. */
  async ensure(networkId: string): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'demo-'));
    try {
      const file = join(folder, 'visitors.csv');
      const rows = VISITORS.map(({ externalId, points }) => {
        const { name = '', phone = '' } = guestProfile(externalId, 'ru');
        return [externalId, name, phone, points, 'yes'].join(',');
      });
      await writeFile(file, ['id,name,phone,points,messages', ...rows, ''].join('\n'));
      await this.imports.run({
        networkId,
        file,
        mapping: MAPPING,
        answers: { consentBasis: 'FORMER_SYSTEM' },
        dryRun: false,
        rejectsFile: null,
        progress: SILENT,
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  }
}
