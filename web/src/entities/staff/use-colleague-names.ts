import { useQuery } from '@tanstack/react-query';
import { ask } from '../../shared/api/calls';
import { WHOLE_PAGE } from '../../shared/api/lists';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useSession } from '../session/session';
import { useMayManage } from '../session/use-may-manage';

export const staffQuery = ask('/api/users', { limit: WHOLE_PAGE });

/** Names of colleagues, by id, for those who may read them. */
export function useColleagueNames(): (id: string | null) => string {
  const { t } = useTranslation('admin');
  const session = useSession();
  const own = 'user' in session ? session.user : null;
  const colleagues = useQuery({ ...staffQuery, enabled: useMayManage('staff.manage') });
  return (id) => {
    if (id === null) return t('program.list.bySystem');
    if (id === own?.id) return own.name ?? t('program.list.colleague');
    return colleagues.data?.items.find((colleague) => colleague.id === id)?.name ?? t('program.list.colleague');
  };
}
