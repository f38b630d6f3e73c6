import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../shared/api/client';
import { ApiProblem } from '../../shared/api/problem';
import type { ProgramVersion } from '../../shared/api/types';
import { useSession } from '../session/session';

/** A publication comes into force some seconds after it was asked for. */
const LOOK_EVERY_MS = 5_000;

/** The version that decides now; null before the first one. */
export const inForceQuery = queryOptions({
  queryKey: ['program', 'in-force'],
  queryFn: async ({ signal }) => {
    try {
      return await answerOf(api.GET('/api/programs/in-force', { signal }));
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'not_found') return null;
      throw error;
    }
  },
});

export function useInForce() {
  return useQuery({ ...inForceQuery, refetchInterval: LOOK_EVERY_MS });
}

/** Whether who is signed in may change the program; an analyst reads it. */
export function useMayManage(): boolean {
  const session = useSession();
  return 'user' in session && session.user.role === 'manager';
}

/** Names of colleagues, by id, for those who may read them. */
export function useColleagueNames(): (id: string | null) => string {
  const { t } = useTranslation('admin');
  const session = useSession();
  const mayManage = useMayManage();
  const own = 'user' in session ? session.user : null;
  const colleagues = useQuery({
    queryKey: ['users'],
    enabled: mayManage,
    queryFn: ({ signal }) => answerOf(api.GET('/api/users', { params: { query: { limit: 200 } }, signal })),
  });
  return (id) => {
    if (id === null) return t('program.list.bySystem');
    if (own !== null && id === own.id) return own.name ?? t('program.list.colleague');
    return colleagues.data?.items.find((colleague) => colleague.id === id)?.name ?? t('program.list.colleague');
  };
}

export type ProgramStage = 'DRAFT' | 'AWAITING' | 'SCHEDULED' | 'IN_FORCE' | 'REPLACED' | 'CANCELLED';

/** Where a version stands in its life now. */
export function stageOf(program: ProgramVersion, inForce: number | null, now: number): ProgramStage {
  if (program.status === 'DRAFT') return program.publication?.status === 'AWAITING_APPROVAL' ? 'AWAITING' : 'DRAFT';
  if (program.status === 'CANCELLED') return 'CANCELLED';
  if (program.version === inForce) return 'IN_FORCE';
  const isAhead = program.effectiveFrom !== null && Date.parse(program.effectiveFrom) > now;
  return program.status === 'PUBLISHED' && isAhead ? 'SCHEDULED' : 'REPLACED';
}
