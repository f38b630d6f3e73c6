import { z } from 'zod';
import { changeRequestSchema, createdApiKeySchema, passwordLinkSchema } from '../../security';

export const approvedChangeSchema = changeRequestSchema
  .extend({
    passwordLink: passwordLinkSchema.nullable().meta({
      description: 'Password link that was asked for, shown once to the person who approved it; null for other changes',
    }),
    apiKey: createdApiKeySchema.nullable().meta({
      description:
        'Key that was asked for, with its secret, shown once to the person who approved it; null for other changes',
    }),
  })
  .meta({ id: 'ApprovedChange', description: 'A change that was approved and made.' });
export type ApprovedChange = z.infer<typeof approvedChangeSchema>;
