import fs from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';

const ROOT = path.resolve(__dirname, '../../..');

/**
 * Adds the variables of the file of settings to the environment, if the file exists. Processes started by `scripts` already have them.
 * A variable that is set stays.
 * @throws Error when the file cannot be read
 */
export function readEnvFile(environment: NodeJS.ProcessEnv): void {
  const { ENV_FILE } = environment;
  if (ENV_FILE === '') return;
  try {
    const given = parseEnv(fs.readFileSync(path.resolve(ROOT, ENV_FILE ?? '.env'), 'utf8'));
    for (const [name, value] of Object.entries(given)) environment[name] ??= value;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (ENV_FILE === undefined && code === 'ENOENT') return;
    throw new Error(
      `ENV_FILE is "${ENV_FILE ?? '.env'}"; it must be a file of settings that can be read (${String(code)})`,
      { cause: error },
    );
  }
}
