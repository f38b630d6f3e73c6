import { z } from 'zod';
import { changeRequestSchema, createdApiKeySchema, passwordLinkSchema } from '../../security';

export const approvedChangeSchema = changeRequestSchema
  .extend({
    passwordLink: passwordLinkSchema.nullable().meta({
      description: 'Of a link for a manager: shown once, to the person who approved it. Null for the rest',
    }),
    apiKey: createdApiKeySchema.nullable().meta({
      description: 'Of a key, with its secret: shown once, to the person who approved it. Null for the rest',
    }),
  })
  .meta({ id: 'ApprovedChange' });
export type ApprovedChange = z.infer<typeof approvedChangeSchema>;
