import { join } from 'node:path';

/** The project's `data/` with demonstration files and shipped mappings; the path is right from both src/ and dist/. */
export const DATA_FOLDER = join(__dirname, '..', '..', '..', '..', 'data');
