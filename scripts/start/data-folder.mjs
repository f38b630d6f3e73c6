import fs from 'node:fs';
import { StartFailure, diskIsFull, saysDiskIsFull } from './failure.mjs';
import { dataDirectory, makeFolder } from './files.mjs';

/** Makes the data folder when it is missing, and checks that it is writable. */
export function openDataFolder(environment = process.env) {
  const folder = dataDirectory(environment);
  try {
    // Under root, PostgreSQL runs as another user, who has to be able to enter the folder. Secret files in it have a mode of their own.
    makeFolder(folder, process.getuid?.() === 0 ? 0o711 : 0o700);
    fs.accessSync(folder, fs.constants.W_OK);
    return folder;
  } catch (error) {
    if (saysDiskIsFull(error)) throw diskIsFull(folder);
    throw new StartFailure(`The data folder ${folder} can't be written (${error.code}): choose another with DATA_DIR.`);
  }
}
