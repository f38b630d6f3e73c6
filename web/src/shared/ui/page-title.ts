import { useEffect } from 'react';
import { useTranslation } from '../i18n/use-translation';

/** Names the page in the tab, in the history and to a screen reader; null where the page is named elsewhere. */
export function usePageTitle(title: string | null): void {
  const { t } = useTranslation();
  const product = t('product');
  useEffect(() => {
    if (title !== null) document.title = `${title} · ${product}`;
  }, [title, product]);
}
