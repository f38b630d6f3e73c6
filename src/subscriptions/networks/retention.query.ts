import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { listGone } from '../../platform/retention/retention-report.sql';
import { RETENTION, RETENTION_KINDS } from '../../platform/settings/retention.rules';
import { settings } from '../../platform/settings/settings';
import type { PlatformRetention } from './platform.dto';

const DAYS_SHOWN = 30;

/** How long kinds of data are kept, and what went because its time was over. */
@Injectable()
export class Retention {
  constructor(private readonly database: Database) {}

  async read(): Promise<PlatformRetention> {
    const rows = await this.database.asPlatform((tx) => listGone(tx, DAYS_SHOWN));
    return {
      kinds: RETENTION_KINDS.map((kind) => {
        const { name, least } = RETENTION[kind];
        const days = settings.retentionDays[kind];
        return { kind, setting: `RETENTION_DAYS (${name})`, days: days === 0 ? null : days, leastDays: least };
      }),
      gone: rows.map((row) => ({ ...row, oldest: row.oldest.toISOString() })),
    };
  }
}
