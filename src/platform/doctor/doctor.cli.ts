import { type Command, Option } from 'commander';
import { doctor } from '../../generated/words/doctor';
import { FORMATTERS } from '../language/formatters';
import { DEFAULT_LANGUAGE, type WholeLanguage, WHOLE_LANGUAGES } from '../language/language';
import { examineInstallation } from './examination';
import { type Complaint, complaintOf } from './finding';

/** The command `doctor` says what is wrong with an installation and what to do. */
export function registerDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('say what is wrong with an installation, and what to do')
    .option('--json', 'for programs')
    .addOption(
      new Option('--language <language>', 'of the sentences').choices(WHOLE_LANGUAGES).default(DEFAULT_LANGUAGE),
    )
    .action(async ({ json, language }: { json?: true; language: WholeLanguage }) => {
      const complaints = (await examineInstallation()).map((finding) => complaintOf(finding, language));
      console.log(json ? JSON.stringify(complaints) : linesOf(complaints, language).join('\n'));
      process.exitCode = exitCodeOf(complaints);
    });
}

export function linesOf(complaints: readonly Complaint[], language: WholeLanguage): string[] {
  if (complaints.length === 0) return [doctor[language].nothing(FORMATTERS, {})];
  return complaints.map(({ check, severity, found, todo }) => `${severity} ${check}: ${found} ${todo}`);
}

/** The exit code of the worst complaint: 0 without complaints, 1 for a warning, 2 for an error. */
export function exitCodeOf(complaints: readonly Complaint[]): number {
  if (complaints.some(({ severity }) => severity === 'error')) return 2;
  return complaints.length === 0 ? 0 : 1;
}
