import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type AnalyticsToday, todayQuery } from '../../entities/analytics/analytics.api';
import { follow } from '../../shared/api/follow';
import { useAnalyticsChoice } from './use-analytics-choice';

/** How often the page asks while no stream is open, and tries to open one. */
const WITHOUT_STREAM_MS = 60_000;

/** Today's figures, kept up by a stream of the server, and asked for once a minute while there is none. */
export function useLiveToday() {
  const queries = useQueryClient();
  const { choice } = useAnalyticsChoice();
  const { restaurantIds } = choice;
  const [isLive, setIsLive] = useState(false);
  const today = useQuery({ ...todayQuery(choice), refetchInterval: isLive ? false : WITHOUT_STREAM_MS });

  useEffect(() => {
    const ending = new AbortController();
    let timer: number | undefined;
    const { queryKey } = todayQuery({ compare: 'previous', ...(restaurantIds !== undefined && { restaurantIds }) });
    const open = () => {
      follow('/api/analytics/today/stream', { restaurantIds }, ending.signal, (data) => {
        const told = JSON.parse(data) as AnalyticsToday;
        // A request under way was sent before the event, so its answer would be outdated.
        void queries.cancelQueries({ queryKey }).then(() => {
          queries.setQueryData(queryKey, told);
          setIsLive(true);
        });
      })
        .catch(() => undefined)
        .finally(() => {
          if (ending.signal.aborted) return;
          setIsLive(false);
          timer = window.setTimeout(open, WITHOUT_STREAM_MS);
        });
    };
    open();
    return () => {
      ending.abort();
      window.clearTimeout(timer);
    };
  }, [queries, restaurantIds]);

  return { today, isLive };
}
