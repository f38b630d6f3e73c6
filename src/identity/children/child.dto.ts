import { z } from 'zod';
import { line } from '../../platform/http/schemas';
import { birthDate } from '../profiles/guest.dto';

export const addChildSchema = z
  .strictObject({ name: line(100).nullish(), birthDate })
  .meta({ id: 'AddChild', description: 'The name need not be said.' });
export const changeChildSchema = z
  .strictObject({ name: line(100).nullable(), birthDate })
  .partial()
  .meta({ id: 'ChangeChild' });

export const childSchema = z
  .strictObject({ id: z.uuid(), name: z.string().nullable(), birthDate: z.string() })
  .meta({ id: 'Child' });
export const childListSchema = z.strictObject({ items: z.array(childSchema) }).meta({ id: 'ChildList' });

export type AddChildBody = z.infer<typeof addChildSchema>;
export type ChangeChildBody = z.infer<typeof changeChildSchema>;
export type ChildAnswer = z.infer<typeof childSchema>;
export type ChildList = z.infer<typeof childListSchema>;
