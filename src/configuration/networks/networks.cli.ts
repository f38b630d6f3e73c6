import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Command } from 'commander';
import { parseInput } from '../../platform/http/schema.pipe';
import { NO_ORIGIN, printPasswordLink } from '../../security';
import { CreateNetwork, newNetworkOf } from './create-network.command';
import { createNetworkSchema } from './network.dto';

type Options = Readonly<Record<'managerEmail' | 'managerName', string>> & Readonly<Record<string, string>>;

/** `network create`: opens a network from the command line, as an owner does over HTTP. */
export function registerNetworkCommands(program: Command, app: () => Promise<INestApplicationContext>): void {
  program
    .command('network')
    .description('networks of the installation')
    .command('create')
    .description('open a network with a programme and its first manager, and print the link that sets their password')
    .requiredOption('--code <code>', 'how files and commands name it: lower case, digits and dashes')
    .requiredOption('--name <name>', 'name')
    .requiredOption('--currency <code>', 'ISO 4217, as EUR')
    .requiredOption('--time-zone <zone>', 'IANA, as Europe/Rome')
    .requiredOption('--country <code>', 'ISO 3166, as IT; phones without + are read in it')
    .requiredOption('--language <code>', 'ru or en')
    .requiredOption('--preset <name>', 'the first programme: discount-5, hybrid-5 or points-4')
    .requiredOption('--manager-email <address>', 'e-mail address that the first manager signs in with')
    .requiredOption('--manager-name <name>', 'name of the first manager')
    .action(async ({ managerEmail: email, managerName: name, ...network }: Options) => {
      const body = parseInput(createNetworkSchema, { ...network, manager: { email, name } }, 'body');
      const author = { actor: 'system', origin: NO_ORIGIN } as const;
      const command = new CreateNetwork(newNetworkOf(body), author);
      const { id, passwordLink } = await (await app()).get(CommandBus).execute(command);
      console.log(`Network ${body.code}: ${id}`);
      printPasswordLink(passwordLink);
    });
}
