import { Button, Flex, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { domainQuery, type NetworkDomain, verifyDomain } from '../../entities/look/domain.api';
import { actOf } from '../../shared/api/calls';
import { Loading } from '../../shared/ui/loading';
import { useFields } from '../../shared/ui/use-fields';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { domainOf } from './domain-name.rules';
import classes from './look-page.module.css';
import { Question } from '../../shared/ui/question';

const MOST_CHARACTERS = 253;

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
          <DomainForm key={domain.data.domain ?? ''} current={domain.data.domain} />
          {domain.data.domain !== null && <Proof own={domain.data} domain={domain.data.domain} />}
        </>
      )}
    </Panel>
  );
}

function useKeep(): (domain: NetworkDomain) => void {
  const queries = useQueryClient();
  return (domain) => void queries.setQueryData(domainQuery.queryKey, domain);
}

function DomainForm({ current }: { readonly current: string | null }) {
  const { t } = useTranslation('admin');
  const saving = useChange(actOf('PUT', '/api/domain'), useKeep());
  const { field, onSubmit } = useFields({
    initial: { domain: current ?? '' },
    error: saving.error,
    check: ({ domain }) => ({ domain: domainOf(domain) === null && t('look.domain.wrong') }),
  });
  const input = field('domain');
  const isWrong = input.error !== undefined;
  const submit = onSubmit((values) => {
    const domain = domainOf(values.domain);
    if (domain !== null) saving.mutate({ domain });
  });

  return (
    <Form onSubmit={submit}>
      <TextInput
        size="md"
        label={t('look.domain.name')}
        maxLength={MOST_CHARACTERS}
        autoCapitalize="none"
        spellCheck={false}
        {...input}
        error={isWrong ? t('look.domain.wrong') : undefined}
        onChange={(event) => {
          input.onChange(event);
          saving.reset();
        }}
      />
      {saving.isError && !isWrong && <FailureNotice error={saving.error} />}
      <Flex gap={8} wrap="wrap">
        <Button type="submit" variant="default" loading={saving.isPending}>
          {t('look.domain.save')}
        </Button>
      </Flex>
    </Form>
  );
}

function Proof({ own, domain }: { readonly own: NetworkDomain; readonly domain: string }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const keep = useKeep();
  const verifying = useMutation({ mutationFn: verifyDomain, onSuccess: keep });
  const [isRemoving, setIsRemoving] = useState(false);
  const removing = useChange(actOf('DELETE', '/api/domain'), (left) => {
    setIsRemoving(false);
    keep(left);
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
        <Button variant="subtle" color="gray" onClick={() => setIsRemoving(true)}>
          {t('look.domain.remove')}
        </Button>
      </Flex>
      <FailureNotice error={verifying.error} />
      {isRemoving && (
        <Question
          title={t('look.domain.removeTitle', { domain })}
          help={t('look.domain.removeHelp')}
          yes={t('look.domain.remove')}
          isGrave
          of={removing}
          onYes={() => removing.mutate(null)}
          onClose={() => setIsRemoving(false)}
        />
      )}
    </>
  );
}
