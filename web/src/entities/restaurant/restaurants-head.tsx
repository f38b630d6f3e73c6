import type { ReactNode } from 'react';
import { useIsDistrict, useManagesNetwork } from '../session/use-district';
import { useTranslation } from '../../shared/i18n/use-translation';
import { PageHead } from '../../shared/ui/page';
import { PageTabs } from '../../shared/ui/page-tabs';

/** The head of the pages of restaurants: the restaurants, their groups, and what they owe one another. */
export function RestaurantsHead({ children }: { readonly children?: ReactNode }) {
  const { t } = useTranslation('admin');
  const mayManage = useManagesNetwork();
  const isDistrict = useIsDistrict();
  return (
    <>
      <PageHead title={t('nav.restaurants')} sub={t('places.sub')}>
        {children}
      </PageHead>
      {!isDistrict && (
        <PageTabs
          label={t('nav.restaurants')}
          tabs={[
            { to: '/restaurants', label: t('places.all'), end: true },
            ...(mayManage ? [{ to: '/restaurants/groups', label: t('groups.title') }] : []),
            { to: '/restaurants/settlements', label: t('settlements.title') },
          ]}
        />
      )}
    </>
  );
}
