import { Button, Flex } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { domainQuery, type NetworkDomain, verifyDomain } from '../../entities/look/domain.api';
import { Loading } from '../../shared/ui/loading';
import { removeDomain, setDomain } from '../../shared/api/operations';
import { ActForm } from '../../shared/described/act-form';
import { ThingActs } from '../../shared/described/row-acts';
import { useRefresh } from '../../shared/described/use-refresh';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { domainOf } from './domain-name.rules';
import classes from './look-page.module.css';

/** The own domain of the network: entered, proven by a record or a file, and taken away. */
export function DomainPanel() {
  const { t } = useTranslation('admin');
  const domain = useQuery(domainQuery);
  return (
    <Panel title={t('look.domain.title')}>
      <Help>{t('look.domain.help')}</Help>
      {domain.isPending && <Loading />}
      <FailureNotice error={domain.error} retry={domain} />
      {domain.data !== undefined && (
        <>
          <DomainForm key={domain.data.domain ?? ''} own={domain.data} />
          {domain.data.domain !== null && <Proof own={domain.data} domain={domain.data.domain} />}
        </>
      )}
    </Panel>
  );
}

function DomainForm({ own }: { readonly own: NetworkDomain }) {
  const { t } = useTranslation('admin');
  return (
    <ActForm
      of={setDomain}
      from={own}
      fields={{
        domain: {
          label: t('look.domain.name'),
          check: (domain) => domainOf(domain) === null && t('look.domain.wrong'),
        },
      }}
      body={({ domain }) => ({ domain: domainOf(domain) ?? '' })}
      submit={t('look.domain.save')}
      submitLook="plain"
    />
  );
}

function Proof({ own, domain }: { readonly own: NetworkDomain; readonly domain: string }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const queries = useQueryClient();
  const refresh = useRefresh([domainQuery.queryKey]);
  const verifying = useMutation({
    mutationFn: verifyDomain,
    onSuccess: (now) => queries.setQueryData(domainQuery.queryKey, now),
  });
  const { verifiedAt, proof, pages } = own;
  return (
    <>
      <Help role="status">
        {verifiedAt === null
          ? t('look.domain.waits', { domain })
          : t('look.domain.verified', { domain, date: format.date(verifiedAt) })}
      </Help>
      {pages !== null && (
        <dl className={classes.values}>
          <dt>{t('look.domain.cabinet')}</dt>
          <dd>{pages.cabinet}</dd>
          <dt>{t('look.domain.join')}</dt>
          <dd>{pages.join}</dd>
        </dl>
      )}
      {verifiedAt === null && proof !== null && (
        <>
          <Help>{t('look.domain.record')}</Help>
          <dl className={classes.values}>
            <dt>{t('look.domain.recordName')}</dt>
            <dd>{proof.record.name}</dd>
            <dt>{t('look.domain.recordValue')}</dt>
            <dd>{proof.record.value}</dd>
          </dl>
          <Help>{t('look.domain.file')}</Help>
          <dl className={classes.values}>
            <dt>{t('look.domain.fileUrl')}</dt>
            <dd>{proof.file.url}</dd>
            <dt>{t('look.domain.fileContent')}</dt>
            <dd>{proof.file.content}</dd>
          </dl>
          <Help>{t('look.domain.point')}</Help>
        </>
      )}
      <Flex gap={8} wrap="wrap">
        {verifiedAt === null && (
          <Button loading={verifying.isPending} onClick={() => verifying.mutate()}>
            {t('look.domain.verify')}
          </Button>
        )}
        <ThingActs
          thing={own}
          refresh={refresh}
          acts={[
            {
              of: removeDomain,
              params: () => ({}),
              text: t('look.domain.remove'),
              look: 'quiet',
              ask: () => ({
                title: t('look.domain.removeTitle', { domain }),
                help: t('look.domain.removeHelp'),
                yes: t('look.domain.remove'),
                isGrave: true,
              }),
            },
          ]}
        />
      </Flex>
      <FailureNotice error={verifying.error} />
    </>
  );
}
