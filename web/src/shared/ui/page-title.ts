import { useContext, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { NetworkContext } from '../session/network';

/** Names the page in the tab, in the history and to a screen reader; null where the page is named elsewhere. */
export function usePageTitle(title: string | null): void {
  const { t } = useTranslation();
  const network = useContext(NetworkContext);
  const place = network?.name ?? t('product');
  useEffect(() => {
    if (title !== null) document.title = title === '' ? place : `${title} · ${place}`;
  }, [title, place]);
}
