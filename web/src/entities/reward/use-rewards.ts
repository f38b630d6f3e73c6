import { useQuery } from '@tanstack/react-query';
import { rewardsQuery } from './reward.api';

/** The catalogue: what is offered, or what is offered no more. */
export function useRewards(archived: boolean, isNeeded = true) {
  return useQuery({ ...rewardsQuery(archived), enabled: isNeeded });
}
