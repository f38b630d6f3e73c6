import { useTranslation } from 'react-i18next';
import { useSession } from './session';

/** Who decides what is above one's own limit: a manager, and never the one who asked. */
export function useDecider(): string {
  const { t } = useTranslation();
  const session = useSession();
  const isManager = 'user' in session && session.user.role === 'manager';
  return t(isManager ? 'decider.another' : 'decider.manager');
}
