import type { Command } from 'commander';

/** Longer than any value that a person types. */
const LONGEST_VALUE = 4_096;

/**
 * Refuses likely mistakes on the command line: an option given twice (the last would win), an empty value, and a value as long as a file.
 * The refusal is one line instead of the help page.
 */
export function refuseSlips(command: Command): void {
  command.showHelpAfterError('(--help says how it is used)');
  const given = new Set<string>();
  for (const option of command.options) {
    command.on(`option:${option.name()}`, (value: string | null | undefined) => {
      const fault = given.has(option.name()) ? 'is given twice' : faultOf(value ?? null);
      if (fault !== null) command.error(`error: option '${option.flags}' ${fault}`);
      given.add(option.name());
    });
  }
  command.hook('preAction', (_root, { args, registeredArguments }) => {
    for (const [position, argument] of registeredArguments.entries()) {
      const fault = faultOf(args[position] ?? null);
      if (fault !== null) command.error(`error: argument '${argument.name()}' ${fault}`);
    }
  });
  for (const part of command.commands) refuseSlips(part);
}

function faultOf(value: string | null): string | null {
  if (value === '') return 'is empty';
  return value !== null && value.length > LONGEST_VALUE ? 'is too long' : null;
}
