import type { Family } from '../../../entities/family/family.api';
import { useTranslation } from '../../../shared/i18n/use-translation';

/** The function that names a member of a family. */
export function useMemberName(): (member: Pick<Family['members'][number], 'name'>) => string {
  const { t } = useTranslation('admin');
  return ({ name }) => name ?? t('guests.noName');
}
