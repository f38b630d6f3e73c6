import { useSession } from './session';

/** Whether a manager is signed in: an analyst reads figures, changes nothing and sees no personal data. */
export function useMayManage(): boolean {
  const session = useSession();
  return 'user' in session && session.user.role === 'manager';
}
