import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { askAnew } from '../api/calls';

/** Returns the function that asks all queries under these keys anew. */
export function useRefresh(keys: readonly QueryKey[]): () => Promise<void> {
  const queries = useQueryClient();
  return () => askAnew(queries, ...keys);
}
