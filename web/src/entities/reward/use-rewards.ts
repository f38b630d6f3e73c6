import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../shared/api/client';
import type { Reward } from '../../shared/api/types';

/** More rewards than this are looked for by page; no menu of a restaurant has so many. */
const MOST_AT_ONCE = 200;
export const REWARDS_KEY = 'rewards';

/** The catalogue: what is offered, or what is offered no more. */
export function useRewards(archived: boolean, isNeeded = true): UseQueryResult<readonly Reward[]> {
  return useQuery({
    enabled: isNeeded,
    queryKey: [REWARDS_KEY, 'list', archived],
    queryFn: async ({ signal }) => {
      const query = { limit: MOST_AT_ONCE, archived: archived ? ('true' as const) : ('false' as const) };
      const page = await answerOf(api.GET('/api/redemption-items', { params: { query }, signal }));
      return page.items;
    },
  });
}

/** A name in the reader's language, else in whichever there is. */
export function useSpoken(): (text: Reward['name']) => string {
  const { i18n } = useTranslation();
  return ({ ru, en }) => (i18n.language === 'ru' ? (ru ?? en) : (en ?? ru)) ?? '';
}
