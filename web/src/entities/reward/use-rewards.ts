import { useQuery } from '@tanstack/react-query';
import { useTranslation } from '../../shared/i18n/use-translation';
import { type Reward, rewardsQuery } from './reward.api';

/** The catalogue: what is offered, or what is offered no more. */
export function useRewards(archived: boolean, isNeeded = true) {
  return useQuery({ ...rewardsQuery(archived), enabled: isNeeded });
}

/** A name in the reader's language, else in whichever there is. */
export function useSpoken(): (text: Reward['name']) => string {
  const { language } = useTranslation();
  return ({ ru, en }) => (language === 'en' ? (en ?? ru) : (ru ?? en)) ?? '';
}
