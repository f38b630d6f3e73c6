import { useSession } from './session';
import { useMay } from './use-may-manage';

/** Whether guests are shown: to who may find them, and to the owner of the installation who acts for the network. */
export function useSeesGuests(): boolean {
  const session = useSession();
  const may = useMay();
  return 'user' in session && session.network !== null && may('guest.find');
}
