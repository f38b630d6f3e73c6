import { useEffect } from 'react';
import { useTranslation } from '../i18n/use-translation';

/** Sets the page's title for the tab, the history and screen readers; null where another component sets it. */
export function usePageTitle(title: string | null): void {
  const { t } = useTranslation();
  const product = t('product');
  useEffect(() => {
    if (title !== null) document.title = `${title} · ${product}`;
  }, [title, product]);
}
