import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ownCardQuery } from '../../entities/guest-account/guest-account.api';
import { balanceQuery } from '../../entities/guest/guest.api';
import { useNetwork } from '../../shared/network/network';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { useTranslation } from '../../shared/i18n/use-translation';
import { keepLastVisit, readLastVisit } from '../last-visit';
import { CardFace } from './card-face';

/** The live card; of the last visit until the server has answered. */
export function OwnCardPanel({ guestId }: { readonly guestId: string }) {
  const { t } = useTranslation('cabinet');
  const words = useProblemWords();
  const { code, name } = useNetwork();
  const { data: card, error } = useQuery(ownCardQuery(guestId));
  const { data: balance } = useQuery(balanceQuery(guestId));
  const available = balance?.available ?? null;

  useEffect(() => {
    if (card !== undefined) keepLastVisit(code, { network: name, card, available });
  }, [card, code, name, available]);

  const shown = card ?? readLastVisit(code)?.card;
  if (shown !== undefined) return <CardFace card={shown} />;
  return error === null ? <p role="status">{t('loading')}</p> : <ProblemNotice words={words(error)} />;
}
