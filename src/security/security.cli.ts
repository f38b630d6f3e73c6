import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { emailGiven, nameGiven } from '../platform/cli/arguments';
import { Owners } from './owners/owners';
import { printPasswordLink } from './passwords/password-link.cli';
import { PiiRotation } from './personal-data/pii-rotation';

type App = () => Promise<INestApplicationContext>;

/** Commands for the operator: owners, lost passwords, and the rotation of keys. */
export function registerSecurityCommands(program: Command, app: App): void {
  program
    .command('owner')
    .description('owners of the installation')
    .command('create')
    .description('make an owner and print the link by which they set their password')
    .requiredOption('--email <address>', 'e-mail address to sign in with')
    .option('--name <name>', 'name', '')
    .action(async ({ email, name }: { email: string; name: string }) => {
      const { link } = await (await app()).get(Owners).create(emailGiven(email), nameGiven(name));
      printPasswordLink(link);
    });
  program
    .command('user')
    .description('users of the installation and its networks')
    .command('reset')
    .description("take a user's password, second factor and sessions away and print a link for a new password")
    .requiredOption('--email <address>', 'e-mail address that they sign in with')
    .option('--network <code>', 'network of the user, for an address that has accounts in several')
    .action(async ({ email, network }: { email: string; network?: string }) => {
      printPasswordLink(await (await app()).get(Owners).reset(emailGiven(email), network));
    });
  program
    .command('pii')
    .description('personal data at rest')
    .command('rotate')
    .description('encrypt anew with the newest of PII_KEYS whatever was encrypted with an older one')
    .action(async () => {
      await (await app()).get(PiiRotation).rotate((column, { read, rewritten }) => {
        console.log(`${column}: ${String(rewritten)} of ${String(read)} encrypted anew`);
      });
    });
}
