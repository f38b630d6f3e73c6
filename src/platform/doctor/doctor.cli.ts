import type { Command } from 'commander';
import { settings } from '../settings/settings';
import { type Complaint, examine } from './examination';

/** The command `doctor` says what is wrong with an installation and what to do. */
export function registerDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('say what is wrong with settings and database, and what to do')
    .option('--json', 'for programs')
    .action(async ({ json }: { json?: true }) => {
      const complaints = await examine(settings, {
        DATABASE_URL: settings.databaseUrl,
        DATABASE_PLATFORM_URL: settings.databasePlatformUrl,
      });
      console.log(json ? JSON.stringify(complaints) : linesOf(complaints).join('\n'));
      process.exitCode = exitCodeOf(complaints);
    });
}

export function linesOf(complaints: readonly Complaint[]): string[] {
  if (complaints.length === 0) return ['nothing is wrong'];
  return complaints.map(({ check, severity, words }) => `${severity} ${check}: ${words}`);
}

/** The exit code by the worst complaint: 0 without any, 1 for warnings, 2 for errors. */
export function exitCodeOf(complaints: readonly Complaint[]): number {
  if (complaints.some(({ severity }) => severity === 'error')) return 2;
  return complaints.length === 0 ? 0 : 1;
}
