import { useSession } from './session';

/** Whether a manager is signed in, of the whole network or of a group of restaurants. */
export function useIsManager(): boolean {
  const session = useSession();
  return 'user' in session && session.user.role === 'manager';
}

/** Whether a manager of the whole network is signed in. */
export function useManagesNetwork(): boolean {
  const isManager = useIsManager();
  return !useIsDistrict() && isManager;
}

/** Whether the manager of a group of restaurants is signed in, who sees nothing of the others. */
export function useIsDistrict(): boolean {
  const session = useSession();
  return 'user' in session && session.user.restaurantGroupId !== null;
}
