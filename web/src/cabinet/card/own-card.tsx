import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ownCardQuery } from '../../entities/guest-account/guest-account.api';
import { balanceQuery, guestQuery } from '../../entities/guest/guest.api';
import { useLook } from '../../entities/look/look.api';
import { useNetwork } from '../../shared/network/network';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { forgetLastVisit, keepLastVisit, readLastVisitOf } from './last-visit';
import { CardFace } from './card-face';

/** The live card; of the guest's last visit until the server has answered. A blocked guest reads why there is none. */
export function OwnCardPanel({ guestId }: { readonly guestId: string }) {
  const { t } = useTranslation('cabinet');
  const { code, name } = useNetwork();
  const guest = useQuery(guestQuery(guestId));
  const isBlocked = guest.data?.blocked === true;
  const own = useQuery({ ...ownCardQuery(guestId), enabled: !isBlocked });
  const { data: card, error } = own;
  const { data: balance } = useQuery(balanceQuery(guestId));
  const { data: publicLook } = useLook(code);
  const last = readLastVisitOf(code, guestId);
  const look = publicLook?.card ?? last?.look ?? null;

  const isKnown = !guest.isPending;
  useEffect(() => {
    if (isBlocked) forgetLastVisit(code);
    else if (isKnown && card !== undefined)
      keepLastVisit(code, {
        guestId,
        network: name,
        look: publicLook?.card ?? null,
        card,
        available: balance?.available ?? null,
        stamps: Object.fromEntries(balance?.stamps.map(({ cardId, collected }) => [cardId, collected]) ?? []),
      });
  }, [isBlocked, isKnown, card, code, guestId, name, publicLook, balance]);

  if (isBlocked) return <Notice tone="bad" title={t('blocked.title')} help={t('blocked.help')} />;
  // Whether the guest is blocked may be answered after the card.
  const shown = isKnown && card !== undefined ? card : last?.card;
  if (shown !== undefined) return <CardFace card={shown} look={look} />;
  return error === null ? <Loading /> : <FailureNotice error={error} retry={own} />;
}
