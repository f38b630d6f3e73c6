import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ownCardQuery } from '../../entities/guest-account/guest-account.api';
import { balanceQuery } from '../../entities/guest/guest.api';
import { useLook } from '../../entities/look/look.api';
import { useNetwork } from '../../shared/network/network';
import { Loading } from '../../shared/ui/loading';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { keepLastVisit, readLastVisitOf } from './last-visit';
import { CardFace } from './card-face';

/** The live card; of the guest's last visit until the server has answered. */
export function OwnCardPanel({ guestId }: { readonly guestId: string }) {
  const { code, name } = useNetwork();
  const own = useQuery(ownCardQuery(guestId));
  const { data: card, error } = own;
  const { data: balance } = useQuery(balanceQuery(guestId));
  const { data: publicLook } = useLook(code);
  const last = readLastVisitOf(code, guestId);
  const look = publicLook?.card ?? last?.look ?? null;

  useEffect(() => {
    if (card !== undefined)
      keepLastVisit(code, {
        guestId,
        network: name,
        look: publicLook?.card ?? null,
        card,
        available: balance?.available ?? null,
        stamps: Object.fromEntries(balance?.stamps.map(({ cardId, collected }) => [cardId, collected]) ?? []),
      });
  }, [card, code, guestId, name, publicLook, balance]);

  const shown = card ?? last?.card;
  if (shown !== undefined) return <CardFace card={shown} look={look} />;
  return error === null ? <Loading /> : <FailureNotice error={error} retry={own} />;
}
