import { z } from 'zod';
import { line, objectNamed } from '../../platform/http/schemas';
import { birthDate } from '../profiles/guest.dto';

const name = line(100).describe('Name of the child, which a parent need not give');

export const addChildSchema = objectNamed('AddChild', { name: name.nullish(), birthDate });
export const changeChildSchema = z
  .strictObject({ name: name.nullable(), birthDate })
  .partial()
  .meta({ id: 'ChangeChild', description: 'Fields that are left out stay as they are; null takes the name away.' });

export const childSchema = objectNamed('Child', 'A child of a guest.', {
  id: z.uuid().describe('Child'),
  name: z.string().nullable().describe('Name of the child; null: the parent gave none'),
  birthDate: z.string().describe('Date of birth, `YYYY-MM-DD`'),
});
export const childListSchema = objectNamed('ChildList', { items: z.array(childSchema).describe('The oldest first') });

export type AddChildBody = z.infer<typeof addChildSchema>;
export type ChangeChildBody = z.infer<typeof changeChildSchema>;
export type ChildAnswer = z.infer<typeof childSchema>;
export type ChildList = z.infer<typeof childListSchema>;
