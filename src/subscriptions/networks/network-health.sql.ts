import type { TillConnection } from '../../generated/prisma/client';

export type ConnectionHealthRow = Pick<
  TillConnection,
  'id' | 'kind' | 'name' | 'enabled' | 'lastSuccessAt' | 'lastFailureAt' | 'lastFailure'
>;
