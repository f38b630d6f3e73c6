import type { components } from '@loyalty-platform/client';

/** Bodies and answers of the API by their names in the OpenAPI document; each entity defines its own short names. */
export type Schemas = components['schemas'];
