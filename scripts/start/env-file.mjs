import path from 'node:path';
import { projectRoot } from './files.mjs';

/** Reads the file of settings, if there is one. Variables of the environment win. */
const { env: environment } = process;
const file = environment.ENV_FILE ?? '.env';
try {
  if (file !== '') process.loadEnvFile(path.resolve(projectRoot, file));
} catch (error) {
  if (error.code !== 'ENOENT' || environment.ENV_FILE !== undefined) {
    console.error(`ENV_FILE is "${file}"; it must be a file of settings that can be read (${error.code}).`);
    process.exit(1);
  }
}
