import type { Family } from '../../../entities/family/family.api';
import { useTranslation } from '../../../shared/i18n/use-translation';

/** Returns the function that gives the name of a family's member, or a text that stands for a missing name. */
export function useMemberName(): (member: Pick<Family['members'][number], 'name'>) => string {
  const { t } = useTranslation('admin');
  return ({ name }) => name ?? t('guests.noName');
}
