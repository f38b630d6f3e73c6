import { useTranslation } from '../../shared/i18n/use-translation';
import { useSession } from './session';

/** The person who approves a request: a manager, never the one who asked. */
export function useDecider(): string {
  const { t } = useTranslation();
  const session = useSession();
  const isManager = 'user' in session && session.user.role === 'manager';
  return t(isManager ? 'decider.another' : 'decider.manager');
}
