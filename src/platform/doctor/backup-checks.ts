import { type BackupRecord, readBackupRecord } from '../health/backup-record';
import { error, type Finding, text, warning } from './finding';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** One day, plus the time that a backup may take. */
const BACKUP_HOURS = 30;
/** The archive of the log takes a step at least each hour. */
const LOG_MINUTES = 90;

/** Problems of backups by this machine's record: a missing, failed or old backup, and a log archive that failed or is behind. */
export async function examineBackup(dataDirectory: string, nowMs: number): Promise<Finding[]> {
  const record = await readBackupRecord(dataDirectory);
  return [...examineLast(record, nowMs), ...examineLog(record, nowMs)];
}

function examineLast({ backup, lastGoodBackup }: BackupRecord, nowMs: number): Finding[] {
  if (backup?.outcome === 'FAILED') return [error('backup', text('backup.failed', { reason: backup.error ?? '' }))];
  if (lastGoodBackup === undefined) return [warning('backup', text('backup.none', {}))];
  const hours = Math.floor((nowMs - Date.parse(lastGoodBackup.createdAt)) / HOUR_MS);
  return hours < BACKUP_HOURS ? [] : [error('backup', text('backup.old', { hours }))];
}

function examineLog({ log }: BackupRecord, nowMs: number): Finding[] {
  if (log === undefined) return [];
  if (log.outcome === 'FAILED') return [error('backupLog', text('backupLog.failed', { reason: log.error ?? '' }))];
  if (log.upTo === undefined) return [];
  const minutes = Math.floor((nowMs - Date.parse(log.upTo)) / MINUTE_MS);
  return minutes < LOG_MINUTES ? [] : [error('backupLog', text('backupLog.old', { minutes }))];
}
