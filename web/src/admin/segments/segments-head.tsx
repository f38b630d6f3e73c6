import type { ReactNode } from 'react';
import { useTranslation } from '../../shared/i18n/use-translation';
import { PageHead } from '../../shared/ui/page';
import { PageTabs } from '../../shared/ui/page-tabs';

/** The head of the pages of segments: those of the network, and the guests by RFM. */
export function SegmentsHead({ sub, children }: { readonly sub: string; readonly children?: ReactNode }) {
  const { t } = useTranslation('admin');
  return (
    <>
      <PageHead title={t('nav.segments')} sub={sub}>
        {children}
      </PageHead>
      <PageTabs
        label={t('nav.segments')}
        tabs={[
          { to: '/segments', label: t('segments.all'), end: true },
          { to: '/segments/rfm', label: t('segments.rfm.title') },
        ]}
      />
    </>
  );
}
