import { join } from 'node:path';

/** The project's `data/`, with the demonstration files and the shipped mappings; the same from src/ and from dist/. */
export const DATA_FOLDER = join(__dirname, '..', '..', '..', '..', 'data');
