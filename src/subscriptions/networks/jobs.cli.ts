import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { NO_ORIGIN } from '../../security';
import { PlatformJobs } from './platform-jobs';
import { MAX_MINUTES } from './platform.dto';

type App = () => Promise<INestApplicationContext>;

/** Commands for the operator: the jobs of the queue. */
export function registerJobCommands(program: Command, app: App): void {
  const jobs = program.command('jobs').description('jobs of the queue: what waits, runs and failed');
  const move = async (id: string, inMinutes: number): Promise<void> => {
    await (
      await app()
    )
      .get(PlatformJobs, { strict: false })
      .move(null, id, inMinutes, { actor: 'system', origin: NO_ORIGIN });
    console.log(inMinutes === 0 ? 'it runs when a worker is free' : `it runs in ${String(inMinutes)} minutes`);
  };
  jobs
    .command('list')
    .description('list jobs by state, those that failed first')
    .option('--json', 'for programs')
    .action(async ({ json }: { json?: true }) => {
      const listed = await (await app()).get(PlatformJobs, { strict: false }).list(null);
      if (json) console.log(JSON.stringify(listed));
      else
        for (const { id, job, key, networkName, state, attempts, progress, failure, at } of listed) {
          const far = progress === null ? '–' : `${String(progress.done)}/${String(progress.of ?? '?')}`;
          console.log([id, state, job, networkName ?? key ?? '–', attempts, far, at ?? '–', failure ?? ''].join('\t'));
        }
    });
  jobs
    .command('retry')
    .description('have a job run now')
    .argument('<id>', 'its id, from the list')
    .action((id: string) => move(id, 0));
  jobs
    .command('postpone')
    .description('have a job run later')
    .argument('<id>', 'its id, from the list')
    .requiredOption('--minutes <number>', 'in how many minutes, a week at most', minutesGiven)
    .action((id: string, { minutes }: { minutes: number }) => move(id, minutes));
}

function minutesGiven(text: string): number {
  const minutes = Number(text);
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > MAX_MINUTES)
    throw new Error(`--minutes takes a number from 1 to ${String(MAX_MINUTES)}`);
  return minutes;
}
