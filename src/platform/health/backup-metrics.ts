import { databaseNowMs } from '../clock/database-time';
import { settings } from '../settings/settings';
import { Gauge, register } from '../telemetry/metrics';
import { type BackupRecord, readBackupRecord } from './backup-record';

const AGE = 'loyalty_backup_age_seconds';

/** Registers the ages of backup and log archive by this machine's record; one that was never made has no value. */
export function registerBackupMetrics(): void {
  register.removeSingleMetric(AGE);
  new Gauge({
    name: AGE,
    help: 'Age of the last good backup, and of the last moment that the archive of the log has.',
    labelNames: ['part'],
    async collect(): Promise<void> {
      const ages = agesOf(await readBackupRecord(settings.dataDirectory), databaseNowMs());
      this.reset();
      for (const { part, seconds } of ages) this.set({ part }, seconds);
    },
  });
}

/** The parts that exist, with their ages in seconds. */
export function agesOf({ lastGoodBackup, log }: BackupRecord, nowMs: number): { part: string; seconds: number }[] {
  const moments = { backup: lastGoodBackup?.createdAt, log: log?.upTo };
  return Object.entries(moments).flatMap(([part, moment]) =>
    moment === undefined ? [] : [{ part, seconds: Math.max(0, nowMs - Date.parse(moment)) / 1_000 }],
  );
}
