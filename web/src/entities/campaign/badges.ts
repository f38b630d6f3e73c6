import type { Schemas } from '../../shared/api/schemas';

export type Badge = Schemas['Badge'];
