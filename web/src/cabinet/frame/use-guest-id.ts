import { useSession } from '../../entities/session/session';

/** The id of the signed-in guest. */
export function useGuestId(): string {
  const session = useSession();
  if (!('user' in session)) throw new Error('a page of a guest was shown to nobody');
  return session.user.id;
}
