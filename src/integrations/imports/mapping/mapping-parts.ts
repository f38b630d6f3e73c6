import { z } from 'zod';

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export const ENCODINGS = ['utf-8', 'windows-1251', 'windows-1252', 'utf-16le'] as const;

/** The heading of a column. */
export const column = z.string().min(1).max(200);

/** Members of every mapping: the version of its form, the name under which the network stores it, and the form of its files. */
export const mappingParts = {
  version: z.literal(1),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'small letters, digits and hyphens'),
  csv: z
    .strictObject({
      delimiter: z.enum(DELIMITERS).default(','),
      encoding: z.enum(ENCODINGS).default('utf-8'),
    })
    .prefault({}),
};
