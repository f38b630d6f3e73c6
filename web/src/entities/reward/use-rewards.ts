import { useQuery } from '@tanstack/react-query';
import { rewardsQuery } from './reward.api';

/** The catalogue's rewards: offered ones or archived ones. */
export function useRewards(archived: boolean, isNeeded = true) {
  return useQuery({ ...rewardsQuery(archived), enabled: isNeeded });
}
