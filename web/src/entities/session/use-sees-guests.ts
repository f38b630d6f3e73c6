import { useSession } from './session';

/** Whether guests are shown: to a manager, and to the owner of the installation who acts for the network. */
export function useSeesGuests(): boolean {
  const session = useSession();
  return 'user' in session && ['manager', 'owner'].includes(session.user.role) && session.network !== null;
}
