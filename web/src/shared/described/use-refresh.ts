import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { askAnew } from '../api/calls';

/** Returns the function that reads all queries again whose keys begin with one of these keys. */
export function useRefresh(keys: readonly QueryKey[]): () => Promise<void> {
  const queries = useQueryClient();
  return () => askAnew(queries, ...keys);
}
