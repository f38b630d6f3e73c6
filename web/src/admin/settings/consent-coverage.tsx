import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { CONSENT_BASES } from '../../entities/guest/guest.api';
import { ask } from '../../shared/api/calls';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { FailureNotice } from '../../shared/ui/problem-notice';

/** How many guests have the consent that the law of the country asks for, and on what it rests. */
export function ConsentCoverage() {
  const { t } = useTranslation('admin');
  const query = useQuery(ask('/api/guests/consent-coverage', {}));
  if (query.isError) return <FailureNotice error={query.error} retry={query} />;
  if (query.data === undefined) return <Loading />;
  const { coverage } = query.data;
  if (coverage === null) return null;
  const { guests, agreed, byBasis, refused, without } = coverage;
  const lines = [
    t('consentCoverage.agreed', { count: agreed }),
    ...CONSENT_BASES.filter((one) => byBasis[one] > 0).map((one) =>
      t('consentCoverage.basis', { count: byBasis[one], basis: t(`consentBasis.${one}`) }),
    ),
    ...(refused > 0 ? [t('consentCoverage.refused', { count: refused })] : []),
  ];
  return (
    <>
      <Text mt={16} fw={600}>
        {t('consentCoverage.without', { count: without, all: guests })}
      </Text>
      <Text c="dimmed">{lines.join(' ')}</Text>
    </>
  );
}
