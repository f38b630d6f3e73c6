import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { networkIdOf, Networks } from '../../configuration';
import { Database } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { Audit, NO_ORIGIN } from '../../security';
import { ErasureJob } from './erasure.job';
import { putErasure } from './erasure.sql';
import { Persons } from './person';
import { ReadPageReading } from './page-reading.query';
import { personalDataPage } from './personal-data-page';
import { ReadPersonalData } from './personal-data.query';

interface Options {
  readonly network: string;
  readonly guest: string;
}

const AUTHOR = { actor: 'system', origin: NO_ORIGIN } as const;

/** `guest export` and `guest erase`: export and erasure of a person's data on the command line. */
export function registerPrivacyCommands(program: Command, app: () => Promise<INestApplicationContext>): void {
  const guest = program.command('guest').description('personal data of a guest');
  guest
    .command('export')
    .description('write everything about a guest as JSON and as a page')
    .requiredOption('--network <code>', 'network of the guest')
    .requiredOption('--guest <id>', 'id of the guest')
    .option('--out <folder>', 'where the two files go', '.')
    .action(async ({ network, guest: guestId, out }: Options & { readonly out: string }) => {
      const context = await app();
      const networkId = await networkIdOf(context, network);
      const data = await context.get(ReadPersonalData).execute(networkId, guestId, AUTHOR);
      const { locale } = await context.get(Networks).getProfile(networkId);
      const page = personalDataPage(data, await context.get(ReadPageReading).execute(networkId, locale));
      await mkdir(out, { recursive: true });
      const base = path.join(out, `personal-data-${guestId}`);
      // Only the user who ran the command may read the file.
      await writeFile(`${base}.json`, JSON.stringify(data, null, 2), { mode: 0o600 });
      await writeFile(`${base}.html`, page, { mode: 0o600 });
      console.log(`${base}.json\n${base}.html`);
    });
  guest
    .command('erase')
    .description('erase every personal field of a guest at once, for good; after a restored backup, run it again')
    .requiredOption('--network <code>', 'network of the guest')
    .requiredOption('--guest <id>', 'id of the guest')
    .requiredOption('--yes', 'it cannot be taken back')
    .action(async ({ network, guest: guestId }: Options) => {
      const context = await app();
      const networkId = await networkIdOf(context, network);
      const { id } = await context.get(Database).inNetwork(networkId, async (tx) => {
        await context.get(Persons).get(tx, networkId, guestId);
        const erasure = { id: newId(), guestId, requestedByKind: 'system', requestedBy: null, afterDays: 0 } as const;
        const row = await putErasure(tx, networkId, erasure);
        const subject = { subjectKind: 'guest', subjectId: guestId } as const;
        await context.get(Audit).append(tx, networkId, { ...AUTHOR, action: 'guest.erasure_requested', ...subject });
        return row;
      });
      await context.get(ErasureJob).finish(networkId, id);
      console.log(`The guest ${guestId} is erased.`);
    });
}
