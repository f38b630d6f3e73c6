import type { components } from '../../generated/api';

/** What the calls of the API take and answer, as the OpenAPI document names it; each entity gives its own short names. */
export type Schemas = components['schemas'];
