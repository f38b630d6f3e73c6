import { useQuery } from '@tanstack/react-query';
import { type OwnPartner, ownPartnersQuery } from '../../entities/guest-account/guest-account.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { PageHead } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { Row, RowList } from '../../shared/ui/row-list';

/** Partners of the network, where the guest's points count too. */
export function PartnersPage() {
  const { t, language } = useTranslation('cabinet');
  const partners = useQuery(ownPartnersQuery(language));
  return (
    <>
      <PageHead title={t('partners.title')} sub={t('partners.help')} />
      <FailureNotice error={partners.error} retry={partners} />
      {partners.isPending && <Loading />}
      {partners.data?.length === 0 && <Notice title={t('partners.emptyTitle')} help={t('partners.emptyHelp')} />}
      <RowList>
        {partners.data?.map((partner) => (
          <PartnerRow key={partner.code} partner={partner} />
        ))}
      </RowList>
    </>
  );
}

function PartnerRow({ partner: { name, benefits, earns, burns } }: { readonly partner: OwnPartner }) {
  const { t } = useTranslation('cabinet');
  return (
    <Row
      title={name}
      about={[
        ...(benefits === null ? [] : [benefits]),
        ...(earns ? [t('partners.earns')] : []),
        ...(burns ? [t('partners.burns')] : []),
      ]}
    />
  );
}
