import { z } from 'zod';
import { apiKeySchema, changeRequestSchema, passwordLinkSchema } from '../../security';

export const approvedChangeSchema = changeRequestSchema
  .extend({
    passwordLink: passwordLinkSchema.nullable().meta({
      description: 'Password link that was asked for, shown once to the person who approved it; null for other changes',
    }),
    apiKey: apiKeySchema.nullable().meta({
      description:
        'Key that was asked for; the one who asked reads its secret by `revealApiKey`. Null for other changes',
    }),
  })
  .meta({ id: 'ApprovedChange', description: 'A change that was approved and made.' });
export type ApprovedChange = z.infer<typeof approvedChangeSchema>;
