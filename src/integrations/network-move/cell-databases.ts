import { z } from 'zod';
import { settings } from '../../platform/settings/settings';

const address = z.url({ protocol: /^postgres(?:ql)?$/ });

/** The settings of another cell that a process needs to read a network into that cell. */
const ofCell = z.strictObject({
  DATABASE_URL: address,
  DATABASE_PLATFORM_URL: address,
  DATABASE_OWNER_URL: address,
  SEAL_DIR: z.string().optional(),
});

export type CellDatabase = z.infer<typeof ofCell>;

/** The database settings of another cell, from `CELL_DATABASES`. @throws Error a sentence, where the setting lacks the cell */
export function databaseOfCell(cell: string): CellDatabase {
  const text = settings.cellDatabases;
  if (text === undefined) throw new Error('CELL_DATABASES is not set: docs/scaling.md says what stands in it.');
  const { data, error } = z.record(z.string(), ofCell).safeParse(parsed(text));
  if (data === undefined) throw new Error(`CELL_DATABASES does not fit: ${z.prettifyError(error)}`);
  const database = data[cell];
  if (database === undefined) throw new Error(`CELL_DATABASES names no cell ${cell}.`);
  return database;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error('CELL_DATABASES is no JSON.', { cause });
  }
}
