import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { domainQuery, type NetworkDomain, verifyDomain } from '../../entities/look/domain.api';
import { actOf } from '../../shared/api/calls';
import { mistakeAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Panel } from '../../shared/ui/page';
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
      <p className={classes.soft}>{t('look.domain.help')}</p>
      {domain.isPending && <p role="status">{t('loading')}</p>}
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
  const [typed, setTyped] = useState(current ?? '');
  const [asked, setAsked] = useState(false);
  const saving = useChange(actOf('PUT', '/api/domain'), useKeep());
  const domain = domainOf(typed);
  const isWrong = (asked && domain === null) || mistakeAt(saving.error, 'domain') !== undefined;

  return (
    <Form
      className={classes.form}
      onSubmit={() => {
        setAsked(true);
        if (domain !== null) saving.mutate({ domain });
      }}
    >
      <TextInput
        size="md"
        label={t('look.domain.name')}
        maxLength={MOST_CHARACTERS}
        autoCapitalize="none"
        spellCheck={false}
        value={typed}
        error={isWrong ? t('look.domain.wrong') : undefined}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          saving.reset();
        }}
      />
      {saving.isError && !isWrong && <FailureNotice error={saving.error} />}
      <div className={classes.acts}>
        <Button type="submit" variant="default" loading={saving.isPending}>
          {t('look.domain.save')}
        </Button>
      </div>
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
      <p role="status" className={classes.soft}>
        {verifiedAt === null
          ? t('look.domain.waits', { domain })
          : t('look.domain.verified', { domain, date: format.date(verifiedAt) })}
      </p>
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
          <p className={classes.soft}>{t('look.domain.record')}</p>
          <dl className={classes.values}>
            <dt>{t('look.domain.recordName')}</dt>
            <dd>{proof.record.name}</dd>
            <dt>{t('look.domain.recordValue')}</dt>
            <dd>{proof.record.value}</dd>
          </dl>
          <p className={classes.soft}>{t('look.domain.file')}</p>
          <dl className={classes.values}>
            <dt>{t('look.domain.fileUrl')}</dt>
            <dd>{proof.file.url}</dd>
            <dt>{t('look.domain.fileContent')}</dt>
            <dd>{proof.file.content}</dd>
          </dl>
          <p className={classes.soft}>{t('look.domain.point')}</p>
        </>
      )}
      <div className={classes.acts}>
        {verifiedAt === null && (
          <Button loading={verifying.isPending} onClick={() => verifying.mutate()}>
            {t('look.domain.verify')}
          </Button>
        )}
        <Button variant="subtle" color="gray" onClick={() => setIsRemoving(true)}>
          {t('look.domain.remove')}
        </Button>
      </div>
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
